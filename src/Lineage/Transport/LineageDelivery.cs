using Penstock.Core.Errors;
using Penstock.Core.Metadata;

namespace Penstock.Lineage.Transport;

/// <summary>
/// Posts the events that wait in the metadata database to another OpenLineage server. Steps write events in their own commit and
/// know nothing of this; a delivery happens afterwards, in order of id, and whatever it meets only leaves events waiting for
/// the next.
/// Any number of processes may deliver at once: each event is posted by one. Only a process that ends between the server's
/// answer and its commit makes the next delivery post that one event again.
/// </summary>
public sealed class LineageDelivery : IDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromDays(1);

    private readonly MetadataStore _store;
    private readonly LineageTransportOptions _options;
    private readonly TimeProvider _time;
    private readonly EventPoster _poster;

    /// <param name="store">The metadata database.</param>
    /// <param name="options">Where the events go.</param>
    /// <param name="time">The clock; the system's when null.</param>
    public LineageDelivery(MetadataStore store, LineageTransportOptions options, TimeProvider? time = null)
    {
        _store = store;
        _options = options;
        _time = time ?? TimeProvider.System;
        _poster = new EventPoster(options, _time);
    }

    /// <summary>Delivers what waits, within the time limit. Never throws for what the other server does.</summary>
    /// <exception cref="Npgsql.NpgsqlException">The metadata database cannot be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller stopped it; what was accepted so far is noted.</exception>
    public async Task<DeliveryReport> DeliverAsync(CancellationToken cancellationToken = default)
    {
        var report = new DeliveryReport(0, 0, 0, null);
        using var limit = new CancellationTokenSource(_options.TimeLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var refusals = 0;
            while (refusals < _options.RefusalsInARow && await DeliverOneAsync(either.Token) is { } outcome)
            {
                report = Count(report, outcome);
                refusals = outcome.IsAboutTheEvent ? refusals + 1 : 0;
                if (outcome.Verdict is PostVerdict.Unavailable or PostVerdict.Misconfigured)
                    break;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            report = report with
            {
                Error =
                    $"not all events could be sent to {_options.Url.Authority} within {_options.TimeLimit.TotalSeconds:0.#} s",
            };
        }
        return report with { Waiting = await Outbox.CountAsync(_store, cancellationToken) };
    }

    /// <summary>Asks whether events could be delivered; sends none.</summary>
    /// <exception cref="PenstockException">The server is not there, out of order, or refuses the token.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken = default)
    {
        if (await _poster.AskAsync(cancellationToken) is { } why)
            throw new PenstockException(
                $"The lineage server cannot be used ({why})",
                _options.Url.ToString(),
                "Events wait in the metadata database",
                "start it, or mend lineage.url and lineage.apiKey in penstock.yml"
            );
    }

    /// <inheritdoc/>
    public void Dispose() => _poster.Dispose();

    private static DeliveryReport Count(DeliveryReport report, PostOutcome outcome) =>
        outcome switch
        {
            { Verdict: PostVerdict.Accepted } => report with { Delivered = report.Delivered + 1 },
            { IsAboutTheEvent: true } => report with { Refused = report.Refused + 1, Error = outcome.Error },
            _ => report with { Error = outcome.Error },
        };

    // One transaction an event: its lock keeps other processes from it, and a crash can repeat no other.
    private async Task<PostOutcome?> DeliverOneAsync(CancellationToken cancellationToken)
    {
        await using var transaction = await _store.BeginAsync(cancellationToken);
        if (await Outbox.TakeAsync(transaction, _time.GetUtcNow(), cancellationToken) is not { } waiting)
            return null;
        var outcome = await _poster.PostAsync(waiting.Json, cancellationToken);
        if (outcome.Verdict == PostVerdict.Accepted)
            await Outbox.AcceptedAsync(transaction, waiting.Id, _time.GetUtcNow());
        else if (outcome.IsAboutTheEvent)
            await Outbox.RefusedAsync(
                transaction,
                waiting.Id,
                outcome.Error,
                _time.GetUtcNow() + Pause(waiting.Attempts)
            );
        else
            await Outbox.StuckAsync(transaction, waiting.Id, outcome.Error);
        return outcome;
    }

    /// <summary>A minute after the first refusal, twice as long after each further one, at most a day.</summary>
    private static TimeSpan Pause(int attempts)
    {
        var pause = TimeSpan.FromMinutes(Math.Pow(2, Math.Min(attempts, 20)));
        return pause < LongestPause ? pause : LongestPause;
    }
}
