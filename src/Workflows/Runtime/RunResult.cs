namespace Penstock.Workflows.Runtime;

/// <summary>How a run ended.</summary>
/// <param name="Run">The run as the journal keeps it.</param>
/// <param name="Incidents">What went wrong, in order.</param>
/// <param name="Output">The workflow's outputs by name.</param>
/// <param name="Exceptions">The exceptions behind the incidents, for callers in this process.</param>
public sealed record RunResult(
    RunRecord Run,
    IReadOnlyList<Incident> Incidents,
    IReadOnlyDictionary<string, object?> Output,
    IReadOnlyList<Exception> Exceptions
)
{
    /// <summary>The run's id.</summary>
    public Guid RunId => Run.Id;

    /// <summary>Whether it has ended.</summary>
    public WorkflowStatus Status => Run.Status;

    /// <summary>How it ended.</summary>
    public WorkflowSubStatus SubStatus => Run.SubStatus;
}
