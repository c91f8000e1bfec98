using Penstock.Workflows.Runtime.LogPersistence;

namespace Penstock.Workflows.Runtime;

/// <summary>Bounds and defaults of all runs. Register one to change them.</summary>
public sealed record EngineOptions
{
    /// <summary>
    /// How many executions of activities a run may have before it is taken for an endless loop, ended, and given an incident.
    /// At least 1.
    /// </summary>
    public long MaxActivityExecutions { get; init; } = 1_000_000;

    /// <summary>
    /// Whether the journal keeps inputs and outputs of activities when neither workflow nor activity says so; <c>Inherit</c>
    /// counts as <c>Include</c>.
    /// </summary>
    public LogPersistenceMode LogPersistence { get; init; } = LogPersistenceMode.Include;
}
