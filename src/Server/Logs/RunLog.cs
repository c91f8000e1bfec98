using System.Globalization;
using Dapper;
using Microsoft.Extensions.Logging;
using Penstock.Core.Metadata;
using Penstock.Workflows.Journal;
using Penstock.Workflows.Runtime;

namespace Penstock.Server.Logs;

/// <summary>
/// The log of a run: what its journal says of each activity, and what the program logged within it, in the order of time.
/// </summary>
public sealed class RunLog(MetadataStore store)
{
    /// <summary>The lines of a run, oldest first; of very long runs the last ten thousand of each kind.</summary>
    /// <exception cref="Core.Errors.UsageException">There is no such run.</exception>
    public async Task<(RunRecord Run, IReadOnlyList<LogLine> Lines)> ReadAsync(
        string runId,
        CancellationToken cancellationToken = default
    )
    {
        var details = await new RunQueries(store).GetAsync(runId, cancellationToken);
        var logged = await LoggedAsync(details.Run.Id, cancellationToken);
        return (details.Run, [.. Journal(details).Concat(logged).OrderBy(l => l.At)]);
    }

    private async Task<IEnumerable<LogLine>> LoggedAsync(Guid run, CancellationToken cancellationToken)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<(
            DateTime At,
            string Level,
            string Source,
            string Message,
            string? Exception
        )>(
            new CommandDefinition(
                "SELECT at, level, category, message, exception FROM server.run_log WHERE run_id = @run ORDER BY id DESC LIMIT 10000",
                new { run },
                cancellationToken: cancellationToken
            )
        );
        return rows.Select(r => new LogLine(
                new DateTimeOffset(r.At, TimeSpan.Zero),
                Enum.Parse<LogLevel>(r.Level),
                r.Source,
                r.Message,
                r.Exception
            ))
            .Reverse();
    }

    private static IEnumerable<LogLine> Journal(RunDetails details)
    {
        var run = details.Run;
        if (run.StartedAt is { } started)
            yield return new LogLine(
                started,
                LogLevel.Information,
                run.Name,
                $"Started{(run.TriggeredBy is { } by ? $" by {by}" : "")}"
            );
        foreach (var activity in details.Activities.TakeLast(10_000))
        {
            var name = activity.ActivityName ?? activity.ActivityId;
            yield return new LogLine(activity.StartedAt, LogLevel.Information, name, "Started");
            foreach (var attempt in activity.FailedAttempts)
                yield return new LogLine(activity.StartedAt, LogLevel.Warning, name, $"Attempt failed: {attempt}");
            if (activity.CompletedAt is { } completed)
                yield return new LogLine(
                    completed,
                    activity.Status == ActivityStatus.Faulted ? LogLevel.Error : LogLevel.Information,
                    name,
                    $"{activity.Status}{Counters(activity)}",
                    activity.Exception?.StackTrace
                );
        }
        foreach (var incident in details.Incidents)
            yield return new LogLine(
                incident.Timestamp,
                LogLevel.Error,
                incident.ActivityName ?? incident.ActivityId,
                incident.Message
            );
        if (run.FinishedAt is { } finished)
            yield return new LogLine(
                finished,
                run.SubStatus == WorkflowSubStatus.Finished ? LogLevel.Information : LogLevel.Error,
                run.Name,
                run.SubStatus.ToString()
            );
    }

    private static string Counters(ActivityExecutionRecord activity)
    {
        var parts = activity
            .Outcomes.Where(o => o != "Done")
            .Concat(
                activity
                    .Counters.Where(c => c.Value != 0 && c.Key is not ("totalRows" or "totalBytes"))
                    .Select(c => $"{c.Value.ToString("N0", CultureInfo.InvariantCulture)} {c.Key}")
            )
            .ToList();
        return parts.Count == 0 ? "" : $": {string.Join(", ", parts)}";
    }
}
