using Microsoft.Extensions.Logging;
using Penstock.Workflows.Activities;
using Penstock.Workflows.Journal;

namespace Penstock.Workflows.Runtime;

/// <summary>
/// Once a second: writes live counters, and looks whether the run was cancelled, resumed or taken away from outside.
/// </summary>
internal sealed class RunPulse : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _beating;

    public RunPulse(
        IRunJournal journal,
        Func<ActivityExecutionContext[]> working,
        TimeProvider time,
        Action<RunPulseResult> tell,
        ILogger logger
    ) => _beating = BeatAsync(journal, working, time, tell, logger);

    private async Task BeatAsync(
        IRunJournal journal,
        Func<ActivityExecutionContext[]> working,
        TimeProvider time,
        Action<RunPulseResult> tell,
        ILogger logger
    )
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                var changed = working().Where(c => c.IsDirty).ToList();
                foreach (var context in changed)
                    context.IsDirty = false;
                var pulse = await TryBeatAsync(journal, [.. changed.Select(c => c.Snapshot())], logger);
                tell(pulse);
                if (!pulse.IsOurs)
                    return;
            }
        }
        catch (OperationCanceledException)
        {
            // The burst has ended.
        }
    }

    private async Task<RunPulseResult> TryBeatAsync(
        IRunJournal journal,
        ActivityExecutionRecord[] changed,
        ILogger logger
    )
    {
        try
        {
            return await journal.BeatAsync(changed, _stop.Token);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The next beat carries the same totals; commits, not beats, decide whether the database is lost.
            logger.LogWarning(e, "The run's heartbeat could not be written");
            return RunPulseResult.Quiet;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _beating;
        _stop.Dispose();
    }
}
