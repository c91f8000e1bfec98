using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Penstock.Core.Errors;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Journal;

/// <summary>A journal that ends with the process: for tests, and for trying a workflow without a database.</summary>
public sealed class MemoryJournal : IWorkflowJournal
{
    private readonly Dictionary<Guid, Entry> _runs = [];
    private readonly ConcurrentDictionary<Guid, ActivityExecutionRecord> _activities = [];
    private readonly ConcurrentQueue<Incident> _incidents = [];
    private readonly Lock _gate = new();
    private long _messages;

    /// <summary>All runs.</summary>
    public IEnumerable<RunRecord> Runs
    {
        get
        {
            lock (_gate)
                return [.. _runs.Values.Select(e => e.Run).OrderBy(r => r.Id)];
        }
    }

    /// <summary>All executions of activities in order of their start.</summary>
    public IReadOnlyList<ActivityExecutionRecord> Activities =>
        [.. _activities.Values.OrderBy(a => a.RunId).ThenBy(a => a.Sequence)];

    /// <summary>All incidents.</summary>
    public IEnumerable<Incident> Incidents => _incidents;

    /// <inheritdoc/>
    public Task<IRunJournal> OpenAsync(
        RunRecord run,
        WorkflowDefinition definition,
        ActivationStrategy strategy,
        CancellationToken cancellationToken = default
    )
    {
        lock (_gate)
        {
            var other = _runs
                .Values.Select(e => e.Run)
                .FirstOrDefault(r =>
                    r.Status == WorkflowStatus.Running
                    && strategy switch
                    {
                        ActivationStrategy.Singleton => r.DefinitionId == run.DefinitionId,
                        ActivationStrategy.CorrelatedSingleton => r.DefinitionId == run.DefinitionId
                            && run.CorrelationId is { } id
                            && r.CorrelationId == id,
                        ActivationStrategy.Correlation => run.CorrelationId is { } id && r.CorrelationId == id,
                        _ => false,
                    }
                );
            if (other is not null)
                throw new UsageException(
                    "The workflow is running already, and only one run at a time is allowed",
                    $"{run.DefinitionId}, run {other.Id}",
                    "wait for it to end"
                );
            _runs[run.Id] = new Entry(run, definition) { IsOwned = true };
        }
        return Task.FromResult<IRunJournal>(new RunJournal(this, run.Id));
    }

    /// <inheritdoc/>
    public Task EnqueueAsync(IReadOnlyList<QueuedRun> runs, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            foreach (var queued in runs)
                _runs[queued.Run.Id] = new Entry(queued.Run, queued.Definition) { State = queued.State };
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<ClaimedRun?> ClaimAsync(Guid runId, ClaimReason reason, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (!_runs.TryGetValue(runId, out var entry) || entry.IsOwned || !entry.Fits(reason))
                return Task.FromResult<ClaimedRun?>(null);
            var before = entry.Run;
            entry.IsOwned = true;
            entry.Run = before with
            {
                Status = WorkflowStatus.Running,
                SubStatus = WorkflowSubStatus.Executing,
                FinishedAt = null,
            };
            return Task.FromResult<ClaimedRun?>(
                new ClaimedRun(
                    entry.Run,
                    before,
                    entry.Definition,
                    entry.State,
                    [.. entry.Bookmarks.Values],
                    [.. entry.Memos.Select(m => (m.Key.Execution, m.Key.Name, m.Value))],
                    before.IncidentCount,
                    new RunJournal(this, runId)
                )
            );
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Guid>> FindClaimableAsync(
        ClaimReason reason,
        int limit,
        CancellationToken cancellationToken = default
    )
    {
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<Guid>>([
                .. _runs
                    .Values.Where(e =>
                        !e.IsOwned && e.Fits(reason) && (reason != ClaimReason.Resume || e.Inbox.Count > 0)
                    )
                    .OrderBy(e => e.Run.CreatedAt)
                    .Take(limit)
                    .Select(e => e.Run.Id),
            ]);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Bookmark>> FindBookmarksAsync(
        BookmarkFilter filter,
        CancellationToken cancellationToken = default
    )
    {
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<Bookmark>>([
                .. _runs
                    .Values.Where(e => e.Run.Status == WorkflowStatus.Running)
                    .SelectMany(e =>
                        e.Bookmarks.Values.Where(b =>
                            (filter.Name is null || b.Name == filter.Name)
                            && (filter.Hash is null || b.Hash == filter.Hash)
                            && (filter.CorrelationId is null || e.Run.CorrelationId == filter.CorrelationId)
                            && (filter.RunId is null || b.RunId == filter.RunId)
                            && (filter.ExecutionId is null || b.ExecutionId == filter.ExecutionId)
                        )
                    ),
            ]);
        }
    }

    /// <inheritdoc/>
    public Task<bool> PostAsync(
        Guid runId,
        Guid bookmarkId,
        string inputJson,
        CancellationToken cancellationToken = default
    )
    {
        lock (_gate)
        {
            if (!_runs.TryGetValue(runId, out var entry) || !entry.Bookmarks.ContainsKey(bookmarkId))
                return Task.FromResult(false);
            entry.Inbox.Add(new InboxMessage(++_messages, bookmarkId, JsonNode.Parse(inputJson)!.AsObject()));
            return Task.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public Task<bool> CancelAsync(Guid runId, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (!_runs.TryGetValue(runId, out var entry) || entry.IsOwned || entry.Run.Status != WorkflowStatus.Running)
                return Task.FromResult(false);
            entry.Run = entry.Run with { Status = WorkflowStatus.Finished, SubStatus = WorkflowSubStatus.Cancelled };
            entry.Bookmarks.Clear();
            return Task.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public Task<RunRecord?> FindAsync(Guid runId, CancellationToken cancellationToken = default)
    {
        lock (_gate)
            return Task.FromResult(_runs.GetValueOrDefault(runId)?.Run);
    }

    private void Write(Guid runId, JournalBatch batch)
    {
        var entry = _runs[runId];
        if (batch.Run is { } run)
            entry.Run = run;
        foreach (var activity in batch.Activities)
            _activities[activity.Id] = activity;
        foreach (var incident in batch.Incidents)
            _incidents.Enqueue(incident);
        foreach (var bookmark in batch.Bookmarks)
            entry.Bookmarks[bookmark.Id] = bookmark;
        foreach (var id in batch.RemovedBookmarks)
            entry.Bookmarks.Remove(id);
        foreach (var (execution, name, json) in batch.Memos)
            entry.Memos[(execution, name)] = json;
        foreach (var key in entry.Memos.Keys.Where(k => batch.ForgottenMemos.Contains(k.Execution)).ToList())
            entry.Memos.Remove(key);
        entry.Inbox.RemoveAll(m => batch.TakenMessages.Contains(m.Id));
        entry.State = batch.State ?? (batch.DropsState ? null : entry.State);
        if (
            batch is { ParentMessage: { } message, Run: { ParentRunId: { } parent, ParentBookmarkId: { } bookmarkId } }
            && _runs.TryGetValue(parent, out var waiting)
            && waiting.Bookmarks.ContainsKey(bookmarkId)
        )
            waiting.Inbox.Add(new InboxMessage(++_messages, bookmarkId, JsonNode.Parse(message)!.AsObject()));
    }

    private sealed class Entry(RunRecord run, WorkflowDefinition definition)
    {
        public RunRecord Run { get; set; } = run;

        public WorkflowDefinition Definition { get; } = definition;

        public string? State { get; set; }

        public bool IsOwned { get; set; }

        public Dictionary<Guid, Bookmark> Bookmarks { get; } = [];

        public Dictionary<(Guid Execution, string Name), string> Memos { get; } = [];

        public List<InboxMessage> Inbox { get; } = [];

        public bool Fits(ClaimReason reason) =>
            reason switch
            {
                ClaimReason.Begin => Run.SubStatus == WorkflowSubStatus.Pending,
                ClaimReason.Resume => Run.SubStatus is WorkflowSubStatus.Suspended or WorkflowSubStatus.Interrupted,
                ClaimReason.Recover => Run.SubStatus is WorkflowSubStatus.Interrupted or WorkflowSubStatus.Executing,
                _ => Run.SubStatus == WorkflowSubStatus.Faulted
                    || Run is { SubStatus: WorkflowSubStatus.Suspended, IncidentCount: > 0 },
            };
    }

    private sealed class RunJournal(MemoryJournal owner, Guid runId) : IRunJournal
    {
        public Task CommitAsync(JournalBatch batch, CancellationToken cancellationToken = default)
        {
            lock (owner._gate)
                owner.Write(runId, batch);
            return Task.CompletedTask;
        }

        public Task<bool> ReleaseAsync(JournalBatch batch, CancellationToken cancellationToken = default)
        {
            lock (owner._gate)
            {
                owner.Write(runId, batch);
                if (owner._runs[runId].Inbox.Count > 0)
                    return Task.FromResult(false);
                owner._runs[runId].IsOwned = false;
                return Task.FromResult(true);
            }
        }

        public Task<IReadOnlyList<InboxMessage>> ReadInboxAsync(CancellationToken cancellationToken = default)
        {
            lock (owner._gate)
                return Task.FromResult<IReadOnlyList<InboxMessage>>([.. owner._runs[runId].Inbox]);
        }

        public Task<RunPulseResult> BeatAsync(
            IReadOnlyList<ActivityExecutionRecord> progressed,
            CancellationToken cancellationToken = default
        )
        {
            foreach (var activity in progressed)
            {
                if (owner._activities.TryGetValue(activity.Id, out var known) && known.Status == ActivityStatus.Running)
                    owner._activities.TryUpdate(activity.Id, activity, known);
            }
            return Task.FromResult(RunPulseResult.Quiet);
        }

        public ValueTask DisposeAsync()
        {
            lock (owner._gate)
            {
                if (owner._runs.TryGetValue(runId, out var entry))
                    entry.IsOwned = false;
            }
            return ValueTask.CompletedTask;
        }
    }
}
