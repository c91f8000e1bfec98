using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Instances;

/// <summary>A run in a list.</summary>
/// <param name="Id">The run.</param>
/// <param name="DefinitionId">The definition, over its versions.</param>
/// <param name="DefinitionVersionId">The version's id.</param>
/// <param name="Version">The version.</param>
/// <param name="Status">Whether it has ended.</param>
/// <param name="SubStatus">What it is doing or how it ended.</param>
/// <param name="CorrelationId">What belongs together with other runs.</param>
/// <param name="Name">Its name.</param>
/// <param name="IncidentCount">How many incidents are open.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="UpdatedAt">When something about it last changed.</param>
/// <param name="FinishedAt">When it ended.</param>
public sealed record InstanceSummary(
    Guid Id,
    string DefinitionId,
    string DefinitionVersionId,
    int Version,
    WorkflowStatus Status,
    WorkflowSubStatus SubStatus,
    string? CorrelationId,
    string Name,
    int IncidentCount,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? FinishedAt
);
