using System.Collections.Concurrent;
using Penstock.Core.Errors;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Journal;

/// <summary>A journal that ends with the process: for tests, and for trying a workflow without a database.</summary>
public sealed class MemoryJournal : IWorkflowJournal
{
    private readonly ConcurrentDictionary<Guid, RunRecord> _runs = [];
    private readonly ConcurrentDictionary<Guid, ActivityExecutionRecord> _activities = [];
    private readonly ConcurrentQueue<Incident> _incidents = [];
    private readonly Lock _gate = new();

    /// <summary>All runs.</summary>
    public IEnumerable<RunRecord> Runs => _runs.Values.OrderBy(r => r.Id);

    /// <summary>All executions of activities in order of their start.</summary>
    public IReadOnlyList<ActivityExecutionRecord> Activities => [.. _activities.Values.OrderBy(a => a.RunId).ThenBy(a => a.Sequence)];

    /// <summary>All incidents.</summary>
    public IEnumerable<Incident> Incidents => _incidents;

    /// <inheritdoc/>
    public Task<IRunJournal> OpenAsync(RunRecord run, ActivationStrategy strategy, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            var other = _runs.Values.FirstOrDefault(r => r.DefinitionId == run.DefinitionId && r.Status == WorkflowStatus.Running);
            if (strategy == ActivationStrategy.Singleton && other is not null)
                throw new UsageException("The workflow is running already, and only one run at a time is allowed",
                    $"{run.DefinitionId}, run {other.Id}", "wait for it to end");
            _runs[run.Id] = run;
        }
        return Task.FromResult<IRunJournal>(new RunJournal(this));
    }

    private sealed class RunJournal(MemoryJournal owner) : IRunJournal
    {
        public Task CommitAsync(JournalBatch batch, CancellationToken cancellationToken = default)
        {
            if (batch.Run is { } run) owner._runs[run.Id] = run;
            foreach (var activity in batch.Activities) owner._activities[activity.Id] = activity;
            foreach (var incident in batch.Incidents) owner._incidents.Enqueue(incident);
            return Task.CompletedTask;
        }

        public Task<bool> BeatAsync(IReadOnlyList<ActivityExecutionRecord> progressed, CancellationToken cancellationToken = default)
        {
            foreach (var activity in progressed)
            {
                if (owner._activities.TryGetValue(activity.Id, out var known) && known.Status == ActivityStatus.Running)
                    owner._activities.TryUpdate(activity.Id, activity, known);
            }
            return Task.FromResult(true);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
