using Microsoft.Extensions.Logging;

namespace Penstock.Workflows.Runtime;

/// <summary>Tells all observers; one that throws is logged and does not disturb the run.</summary>
internal sealed class ObserverList(IReadOnlyList<IWorkflowObserver> observers, ILogger logger)
{
    public void RunStarted(RunRecord run) => Tell(o => o.RunStarted(run));

    public void ActivityStarted(ActivityExecutionRecord activity) => Tell(o => o.ActivityStarted(activity));

    public void ActivityProgressed(ActivityExecutionRecord activity) => Tell(o => o.ActivityProgressed(activity));

    public void ActivityEnded(ActivityExecutionRecord activity) => Tell(o => o.ActivityEnded(activity));

    public void IncidentRaised(Incident incident) => Tell(o => o.IncidentRaised(incident));

    public bool IsWatched => observers.Count > 0;

    public void RunSuspended(RunRecord run) => Tell(o => o.RunSuspended(run));

    public void Committed(RunRecord run, IReadOnlyList<ActivityExecutionRecord> activities) =>
        Tell(o => o.Committed(run, activities));

    public void RunEnded(RunRecord run) => Tell(o => o.RunEnded(run));

    private void Tell(Action<IWorkflowObserver> tell)
    {
        foreach (var observer in observers)
        {
            try
            {
                tell(observer);
            }
            catch (Exception e)
            {
                logger.LogWarning(e, "A workflow observer failed: {Observer}", observer.GetType().Name);
            }
        }
    }
}
