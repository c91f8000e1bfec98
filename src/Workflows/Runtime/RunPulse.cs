using Microsoft.Extensions.Logging;
using Penstock.Workflows.Activities;
using Penstock.Workflows.Journal;

namespace Penstock.Workflows.Runtime;

/// <summary>Once a second: writes live counters and says that the run is alive. Cancels the run when it was taken away.</summary>
internal sealed class RunPulse : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _beating;

    public RunPulse(IRunJournal journal, Func<ActivityExecutionContext[]> working, TimeProvider time, Action lost, ILogger logger) =>
        _beating = BeatAsync(journal, working, time, lost, logger);

    private async Task BeatAsync(
        IRunJournal journal, Func<ActivityExecutionContext[]> working, TimeProvider time, Action lost, ILogger logger)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                var changed = working().Where(c => c.IsDirty).ToList();
                foreach (var context in changed) context.IsDirty = false;
                if (await TryBeatAsync(journal, [.. changed.Select(c => c.Snapshot())], logger)) continue;
                lost();
                return;
            }
        }
        catch (OperationCanceledException)
        {
            // The run has ended.
        }
    }

    private async Task<bool> TryBeatAsync(IRunJournal journal, ActivityExecutionRecord[] changed, ILogger logger)
    {
        try
        {
            return await journal.BeatAsync(changed, _stop.Token);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The next beat carries the same totals; commits, not beats, decide whether the database is lost.
            logger.LogWarning(e, "The run's heartbeat could not be written");
            return true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _beating;
        _stop.Dispose();
    }
}
