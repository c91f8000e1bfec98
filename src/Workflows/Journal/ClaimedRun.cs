using Penstock.Workflows.Definitions;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Journal;

/// <summary>A run that this process has taken over, with all that it needs to go on.</summary>
/// <param name="Run">The run as it is now: executing.</param>
/// <param name="Before">The run as it was.</param>
/// <param name="Definition">What it began with.</param>
/// <param name="State">Where it stands, as JSON; null when it has not begun.</param>
/// <param name="Bookmarks">Where it waits.</param>
/// <param name="Memos">Large values of its executions: execution, name, JSON.</param>
/// <param name="Incidents">Its unsettled incidents.</param>
/// <param name="Journal">Its journal.</param>
public sealed record ClaimedRun(
    RunRecord Run,
    RunRecord Before,
    WorkflowDefinition Definition,
    string? State,
    IReadOnlyList<Bookmark> Bookmarks,
    IReadOnlyList<(Guid ExecutionId, string Name, string Json)> Memos,
    int Incidents,
    IRunJournal Journal
) : IAsyncDisposable
{
    /// <summary>Gives the run up.</summary>
    public ValueTask DisposeAsync() => Journal.DisposeAsync();
}
