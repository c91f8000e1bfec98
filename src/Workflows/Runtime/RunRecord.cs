using System.Text.Json.Nodes;

namespace Penstock.Workflows.Runtime;

/// <summary>
/// A run (Elsa's workflow instance) as the journal keeps it and observers see it; a snapshot that does not change.
/// </summary>
public sealed record RunRecord
{
    /// <summary>The run.</summary>
    public required Guid Id { get; init; }

    /// <summary>The definition, over its versions.</summary>
    public required string DefinitionId { get; init; }

    /// <summary>The version's id.</summary>
    public required string DefinitionVersionId { get; init; }

    /// <summary>The version.</summary>
    public required int DefinitionVersion { get; init; }

    /// <summary>SHA-256 of the definition that ran, normalised.</summary>
    public required string DefinitionHash { get; init; }

    /// <summary>The workflow's name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it has ended.</summary>
    public required WorkflowStatus Status { get; init; }

    /// <summary>What it is doing or how it ended.</summary>
    public required WorkflowSubStatus SubStatus { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its first activity began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The inputs and variables it was given; secrets are masked.</summary>
    public JsonObject Input { get; init; } = [];

    /// <summary>Its outputs.</summary>
    public JsonObject Output { get; init; } = [];

    /// <summary>How many incidents it has.</summary>
    public int IncidentCount { get; init; }

    /// <summary>Who or what asked for it.</summary>
    public string? TriggeredBy { get; init; }

    /// <summary>What belongs together with other runs.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>When something about it last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The run that started it.</summary>
    public Guid? ParentRunId { get; init; }

    /// <summary>The bookmark of the parent that its end resumes.</summary>
    public Guid? ParentBookmarkId { get; init; }

    /// <summary>What happens to it when its process is gone.</summary>
    public RecoveryPolicy Recovery { get; init; }
}
