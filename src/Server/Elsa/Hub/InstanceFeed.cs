using System.Threading.Channels;
using Penstock.Workflows.Runtime;

namespace Penstock.Server.Elsa.Hub;

/// <summary>
/// Notes what happens to runs that somebody looks at. It never waits and never fails, whatever the connections do.
/// </summary>
internal sealed class InstanceFeed(ObservedInstances observed) : IWorkflowObserver
{
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true }
    );

    /// <summary>Holds something when there is something to push.</summary>
    public ChannelReader<bool> Wake => _wake.Reader;

    public void ActivityProgressed(ActivityExecutionRecord activity)
    {
        if (observed.Find(activity.RunId) is not { } run)
            return;
        run.Progressed(activity);
        _wake.Writer.TryWrite(true);
    }

    // What began or ended is told when it is committed: a page that asks at once then finds it.
    public void Committed(RunRecord run, IReadOnlyList<ActivityExecutionRecord> activities)
    {
        if (observed.Find(run.Id) is not { } watched)
            return;
        watched.Committed(activities);
        _wake.Writer.TryWrite(true);
    }

    public void RunSuspended(RunRecord run) => Committed(run, []);

    public void RunEnded(RunRecord run) => Committed(run, []);
}
