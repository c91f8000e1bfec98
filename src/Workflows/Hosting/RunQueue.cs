using Microsoft.Extensions.Logging;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Journal;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Hosting;

/// <summary>
/// Runs that wait until there is room. They are in the journal when they are accepted; this process begins them, and any other
/// process
/// with the same database may as well.
/// </summary>
public sealed class RunQueue(
    IServiceProvider services,
    IWorkflowJournal journal,
    RunQueueOptions options,
    ILogger<RunQueue> log
) : IAsyncDisposable
{
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongBreath = TimeSpan.FromMilliseconds(100);
    private readonly Lazy<WorkflowRuntime> _runtime = new(() =>
        (WorkflowRuntime)services.GetService(typeof(WorkflowRuntime))!
    );
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private Task _pump = Task.CompletedTask;
    private bool _isAsked;
    private long _nextCount;

    /// <summary>
    /// Queues runs and sees to it that they begin. A run of the same id that is there already is left as it is.
    /// </summary>
    /// <exception cref="PenstockException">Too many runs wait already; nothing was queued.</exception>
    public async Task EnqueueAsync(
        WorkflowDefinition definition,
        IReadOnlyList<RunOptions> runs,
        CancellationToken cancellationToken = default
    )
    {
        await EnsureRoomAsync(cancellationToken);
        // All of one call are written together, so the first tells whether the call is repeated after a crash.
        if (runs is [{ RunId: { } first }, ..] && await journal.FindAsync(first, cancellationToken) is not null)
            runs = await MissingAsync(runs, cancellationToken);
        if (runs.Count > 0)
            await _runtime.Value.EnqueueAsync(definition, runs, cancellationToken);
        Kick();
    }

    /// <summary>Begins waiting runs now, in the background, as far as there is room.</summary>
    public void Kick()
    {
        lock (_gate)
        {
            _isAsked = true;
            if (_pump.IsCompleted && !_stop.IsCancellationRequested)
                _pump = Task.Run(PumpAsync);
        }
    }

    /// <summary>Stops beginning runs; those that wait go on waiting.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _pump.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<IReadOnlyList<RunOptions>> MissingAsync(
        IReadOnlyList<RunOptions> runs,
        CancellationToken cancellationToken
    )
    {
        var missing = new List<RunOptions>();
        foreach (var run in runs)
        {
            if (run.RunId is not { } id || await journal.FindAsync(id, cancellationToken) is null)
                missing.Add(run);
        }
        return missing;
    }

    private async Task PumpAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            lock (_gate)
                _isAsked = false;
            try
            {
                if (await HeldBackAsync())
                    continue;
                var begun = await _runtime.Value.BeginQueuedAsync(options.MaxLive, _stop.Token);
                if (begun > 0)
                    continue;
                if (_runtime.Value.LiveCount >= options.MaxLive)
                {
                    await Task.Delay(Breath, _stop.Token);
                    continue;
                }
            }
            catch (Exception e) when (!_stop.IsCancellationRequested)
            {
                log.LogWarning(e, "Waiting runs could not be begun; the next look tries again");
            }
            lock (_gate)
            {
                if (_isAsked)
                    continue;
                _pump = Task.CompletedTask;
                return;
            }
        }
    }

    /// <summary>
    /// Begins runs with regard to the limits of their workflows; false when no workflow has one, or when nothing waits.
    /// </summary>
    private async Task<bool> HeldBackAsync()
    {
        if (
            services.GetService(typeof(MetadataStore)) is null
            || services.GetService(typeof(QueueLimits)) is not QueueLimits limits
        )
            return false;
        if (!await limits.AnyAsync(_stop.Token))
            return false;
        var (ready, waiting) = await limits.FindAsync(options.MaxLive - _runtime.Value.LiveCount, _stop.Token);
        if (waiting == 0)
            return false;
        var begun = 0;
        foreach (var run in ready.Take(options.MaxLive - _runtime.Value.LiveCount))
        {
            if (await _runtime.Value.BeginAsync(run, _stop.Token) is not null)
                begun++;
        }
        if (begun == 0)
            await Task.Delay(LongBreath, _stop.Token);
        return true;
    }

    private async Task EnsureRoomAsync(CancellationToken cancellationToken)
    {
        // Counting at each call would cost more than what it guards against.
        var now = Environment.TickCount64;
        if (now < Interlocked.Read(ref _nextCount))
            return;
        var waiting = (
            await journal.FindClaimableAsync(ClaimReason.Begin, options.MaxWaiting, cancellationToken)
        ).Count;
        if (waiting < options.MaxWaiting)
        {
            Interlocked.Exchange(ref _nextCount, now + 1_000);
            return;
        }
        throw new PenstockException(
            "Too many runs wait to begin; perhaps workflows start each other without end",
            $"{waiting} runs",
            "Nothing more was queued",
            "cancel the runs that wait, and look at what started them"
        );
    }
}
