using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Journal;

/// <summary>
/// Changes that become visible together: the run, executions that began or ended, incidents, and where the run stands.
/// </summary>
public sealed class JournalBatch
{
    private readonly Dictionary<Guid, ActivityExecutionRecord> _activities = [];

    /// <summary>The run, when it changed.</summary>
    public RunRecord? Run { get; set; }

    /// <summary>The executions that changed, each in its last state, in order of their start.</summary>
    public IEnumerable<ActivityExecutionRecord> Activities => _activities.Values.OrderBy(a => a.Sequence);

    /// <summary>New incidents.</summary>
    public IList<Incident> Incidents { get; } = [];

    /// <summary>Executions whose incidents are settled, because they are tried again.</summary>
    public IList<Guid> ResolvedIncidents { get; } = [];

    /// <summary>New bookmarks.</summary>
    public IList<Bookmark> Bookmarks { get; } = [];

    /// <summary>Bookmarks that are gone.</summary>
    public IList<Guid> RemovedBookmarks { get; } = [];

    /// <summary>Messages of the inbox that were taken.</summary>
    public IList<long> TakenMessages { get; } = [];

    /// <summary>New memos: execution, name, JSON.</summary>
    public IList<(Guid ExecutionId, string Name, string Json)> Memos { get; } = [];

    /// <summary>Executions that have ended and whose memos go.</summary>
    public IList<Guid> ForgottenMemos { get; } = [];

    /// <summary>Where the run stands, as JSON; null when it has not changed.</summary>
    public string? State { get; set; }

    /// <summary>Whether the state goes, because the run has ended well.</summary>
    public bool DropsState { get; set; }

    /// <summary>The variables by id as the run ended, as JSON, when its state goes; null when it has none.</summary>
    public string? FinalVariables { get; set; }

    /// <summary>What the run's end brings to the run that started it, as JSON.</summary>
    public string? ParentMessage { get; set; }

    /// <summary>Whether an activity ended: then the run makes progress.</summary>
    public bool HasProgress { get; set; }

    /// <summary>Whether there is nothing to write.</summary>
    public bool IsEmpty =>
        Run is null
        && _activities.Count == 0
        && Incidents.Count == 0
        && Bookmarks.Count == 0
        && RemovedBookmarks.Count == 0
        && TakenMessages.Count == 0;

    /// <summary>Adds an execution; a later state replaces an earlier one.</summary>
    public void Put(ActivityExecutionRecord activity) => _activities[activity.Id] = activity;
}
