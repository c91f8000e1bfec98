namespace Penstock.Workflows.Runtime;

/// <summary>
/// Watches runs in this process, for progress bars and live pages. Calls must be quick; those about progress come from any
/// thread, the others one at a time for a run. What an observer throws is ignored.
/// </summary>
public interface IWorkflowObserver
{
    /// <summary>A run began, or goes on after a wait.</summary>
    void RunStarted(RunRecord run) { }

    /// <summary>An activity began.</summary>
    void ActivityStarted(ActivityExecutionRecord activity) { }

    /// <summary>
    /// An activity's counters changed, or a try failed. Not more often than ten times a second for one execution.
    /// </summary>
    void ActivityProgressed(ActivityExecutionRecord activity) { }

    /// <summary>An activity ended: completed, canceled or faulted.</summary>
    void ActivityEnded(ActivityExecutionRecord activity) { }

    /// <summary>Something went wrong.</summary>
    void IncidentRaised(Incident incident) { }

    /// <summary>A run ended.</summary>
    void RunEnded(RunRecord run) { }

    /// <summary>A run waits for something outside.</summary>
    void RunSuspended(RunRecord run) { }

    /// <summary>
    /// What was told before is in the database now; the executions are those that changed since the last commit.
    /// </summary>
    void Committed(RunRecord run, IReadOnlyList<ActivityExecutionRecord> activities) { }
}
