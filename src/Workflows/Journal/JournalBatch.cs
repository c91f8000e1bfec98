using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Journal;

/// <summary>Changes that become visible together: executions that began or ended, incidents, and the run itself.</summary>
public sealed class JournalBatch
{
    private readonly Dictionary<Guid, ActivityExecutionRecord> _activities = [];

    /// <summary>The run, when it changed.</summary>
    public RunRecord? Run { get; set; }

    /// <summary>The executions that changed, each in its last state, in order of their start.</summary>
    public IEnumerable<ActivityExecutionRecord> Activities => _activities.Values.OrderBy(a => a.Sequence);

    /// <summary>New incidents.</summary>
    public IList<Incident> Incidents { get; } = [];

    /// <summary>Whether there is nothing to write.</summary>
    public bool IsEmpty => Run is null && _activities.Count == 0 && Incidents.Count == 0;

    /// <summary>Adds an execution; a later state replaces an earlier one.</summary>
    public void Put(ActivityExecutionRecord activity) => _activities[activity.Id] = activity;
}
