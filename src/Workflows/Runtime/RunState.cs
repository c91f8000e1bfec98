using Penstock.Workflows.Activities;
using Penstock.Workflows.Journal;

namespace Penstock.Workflows.Runtime;

/// <summary>Collects what changed in a run since the last commit, and tells the observers.</summary>
internal sealed class RunState(RunRecord run, IRunJournal journal, ObserverList observers)
{
    private readonly HashSet<ActivityExecutionContext> _open = [];
    private JournalBatch _batch = new();

    public RunRecord Run { get; private set; } = run;

    public List<Incident> Incidents { get; } = [];

    public List<Exception> Exceptions { get; } = [];

    public bool HasFaults { get; private set; }

    /// <summary>Whether an activity ended the run before its time, as a success.</summary>
    public bool IsFinishedEarly { get; set; }

    /// <summary>Executions that began and have not ended.</summary>
    public IReadOnlyCollection<ActivityExecutionContext> Open => _open;

    public void Change(RunRecord run)
    {
        Run = run;
        _batch.Run = run;
    }

    public void Started(ActivityExecutionContext context)
    {
        _open.Add(context);
        Put(context, observers.ActivityStarted);
    }

    public void Ended(ActivityExecutionContext context)
    {
        _open.Remove(context);
        if (context.Status == ActivityStatus.Faulted) HasFaults = true;
        if (context.Sequence > 0) Put(context, observers.ActivityEnded);
    }

    public void Progressed(ActivityExecutionContext context) => observers.ActivityProgressed(context.Snapshot());

    public void Raise(ActivityExecutionContext? context, Exception exception)
    {
        var incident = new Incident(
            Run.Id, context?.Activity.Id ?? "", context?.Activity.NodeId ?? "", context?.Activity.Type ?? "", context?.Activity.Name,
            context?.ExecutionId, Secrets.Mask(exception.Message), ExceptionState.Of(exception),
            context?.Time.GetUtcNow() ?? DateTimeOffset.UtcNow);
        Incidents.Add(incident);
        Exceptions.Add(exception);
        _batch.Incidents.Add(incident);
        Change(Run with { IncidentCount = Incidents.Count });
        observers.IncidentRaised(incident);
    }

    public void Tell() => observers.RunEnded(Run);

    public async Task FlushAsync()
    {
        if (_batch.IsEmpty) return;
        var batch = _batch;
        _batch = new();
        await journal.CommitAsync(batch, CancellationToken.None);
    }

    private void Put(ActivityExecutionContext context, Action<ActivityExecutionRecord> notify)
    {
        context.IsDirty = false;
        var record = context.Snapshot();
        _batch.Put(record);
        notify(record);
    }
}
