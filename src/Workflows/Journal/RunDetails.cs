using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Journal;

/// <summary>A run with all it did.</summary>
/// <param name="Run">The run.</param>
/// <param name="Activities">Its executions of activities in order of their start.</param>
/// <param name="Incidents">What went wrong, in order.</param>
public sealed record RunDetails(
    RunRecord Run,
    IReadOnlyList<ActivityExecutionRecord> Activities,
    IReadOnlyList<Incident> Incidents
);
