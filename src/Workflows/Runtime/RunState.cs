using Penstock.Workflows.Activities;
using Penstock.Workflows.Journal;
using Penstock.Workflows.Runtime.State;

namespace Penstock.Workflows.Runtime;

/// <summary>Collects what changed in a run since the last commit, writes it, and tells the observers.</summary>
internal sealed class RunState(RunRecord run, IRunJournal journal, ObserverList observers)
{
    // Enough for people; the journal has them all.
    private const int MostIncidents = 1_000;

    // In their last state at the commit: what begins and ends between two commits is described once.
    private readonly HashSet<ActivityExecutionContext> _changed = [];
    private JournalBatch _batch = new();
    private int _incidentCount = run.IncidentCount;

    public RunRecord Run { get; private set; } = run;

    public List<Incident> Incidents { get; } = [];

    public List<Exception> Exceptions { get; } = [];

    /// <summary>Executions that wait for the next commit.</summary>
    public int Pending => _changed.Count;

    public JournalBatch Batch => _batch;

    public void Change(RunRecord run)
    {
        Run = run;
        _batch.Run = run;
    }

    public void Started(ActivityExecutionContext context) => Put(context, observers.ActivityStarted);

    public void Changed(ActivityExecutionContext context) => Put(context, observers.ActivityProgressed);

    /// <param name="context">The execution.</param>
    /// <param name="isKept">Whether what it needs to go on is kept, because the run may be tried again.</param>
    public void Ended(ActivityExecutionContext context, bool isKept)
    {
        _batch.HasProgress = true;
        if (!isKept)
        {
            foreach (var bookmark in context.Bookmarks)
                Remove(bookmark);
            context.Bookmarks.Clear();
        }
        if (!isKept && context.Memos.Values.Any(m => m.IsWritten))
            _batch.ForgottenMemos.Add(context.ExecutionId);
        if (context.Sequence > 0)
            Put(context, observers.ActivityEnded);
    }

    public void Progressed(ActivityExecutionContext context)
    {
        if (observers.IsWatched)
            observers.ActivityProgressed(context.Snapshot());
    }

    public void Add(Bookmark bookmark) => _batch.Bookmarks.Add(bookmark);

    public void Remove(Bookmark bookmark)
    {
        // One that was never written need not be removed.
        if (!_batch.Bookmarks.Remove(bookmark))
            _batch.RemovedBookmarks.Add(bookmark.Id);
    }

    public void Raise(ActivityExecutionContext? context, Exception exception)
    {
        var incident = new Incident(
            Run.Id,
            context?.Activity.Id ?? "",
            context?.Activity.NodeId ?? "",
            context?.Activity.Type ?? "",
            context?.Activity.Name,
            context?.ExecutionId,
            Secrets.Mask(exception.Message),
            ExceptionState.Of(exception),
            context?.Time.GetUtcNow() ?? DateTimeOffset.UtcNow
        );
        if (Incidents.Count < MostIncidents)
        {
            Incidents.Add(incident);
            Exceptions.Add(exception);
        }
        _batch.Incidents.Add(incident);
        Change(Run with { IncidentCount = ++_incidentCount });
        observers.IncidentRaised(incident);
    }

    /// <summary>Settles the incidents of an execution, because it is tried again.</summary>
    public void Resolve(ActivityExecutionContext context)
    {
        _batch.ResolvedIncidents.Add(context.ExecutionId);
        _incidentCount = Math.Max(0, _incidentCount - 1);
        Change(Run with { IncidentCount = _incidentCount });
    }

    public Task CommitAsync(RunSnapshot? snapshot) => WriteAsync(snapshot, journal.CommitAsync);

    /// <summary>Writes and gives the run up, unless something that resumes it has come.</summary>
    public async Task<bool> ReleaseAsync(RunSnapshot snapshot)
    {
        var released = false;
        await WriteAsync(snapshot, async (batch, token) => released = await journal.ReleaseAsync(batch, token));
        if (released)
            observers.RunSuspended(Run);
        return released;
    }

    /// <summary>
    /// Ends the run for a fault of the engine; what waited for a commit may be what cannot be written, so it is left out.
    /// </summary>
    public async Task AbandonAsync(Exception error, DateTimeOffset now)
    {
        _batch = new();
        _changed.Clear();
        Raise(null, error);
        Change(
            Run with
            {
                Status = WorkflowStatus.Finished,
                SubStatus = WorkflowSubStatus.Faulted,
                FinishedAt = now,
                UpdatedAt = now,
            }
        );
        await WriteAsync(null, journal.CommitAsync);
        observers.RunEnded(Run);
    }

    public Task<IReadOnlyList<InboxMessage>> ReadInboxAsync() => journal.ReadInboxAsync();

    public void Tell() => observers.RunEnded(Run);

    private async Task WriteAsync(RunSnapshot? snapshot, Func<JournalBatch, CancellationToken, Task> write)
    {
        var batch = _batch;
        _batch = new();
        // The run's row is written each time: it says that something happened, and whether the run is still ours.
        batch.Run = Run;
        foreach (var context in _changed)
            batch.Put(context.Snapshot());
        _changed.Clear();
        if (snapshot is not null)
            batch.State = StateJson.Write(snapshot);
        await write(batch, CancellationToken.None);
        if (observers.IsWatched)
            observers.Committed(Run, [.. batch.Activities]);
    }

    private void Put(ActivityExecutionContext context, Action<ActivityExecutionRecord> notify)
    {
        context.IsDirty = false;
        _changed.Add(context);
        if (observers.IsWatched)
            notify(context.Snapshot());
    }
}
