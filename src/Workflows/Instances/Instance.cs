using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Instances;

/// <summary>A run with what belongs to it now.</summary>
/// <param name="Run">The run.</param>
/// <param name="IsExecuting">Whether a process works on it.</param>
/// <param name="Incidents">What went wrong and is not settled, in order.</param>
/// <param name="Bookmarks">Where it waits.</param>
public sealed record Instance(
    RunRecord Run,
    bool IsExecuting,
    IReadOnlyList<Incident> Incidents,
    IReadOnlyList<Bookmark> Bookmarks
);
