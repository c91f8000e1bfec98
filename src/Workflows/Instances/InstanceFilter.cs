using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Instances;

/// <summary>Which runs are meant. Members that are null or empty do not filter; those given all apply.</summary>
public sealed record InstanceFilter
{
    /// <summary>These runs.</summary>
    public IReadOnlyCollection<Guid> Ids { get; init; } = [];

    /// <summary>Part of a name, definition id or correlation id in any case, or the beginning of a run's id.</summary>
    public string? SearchTerm { get; init; }

    /// <summary>Runs of these definitions.</summary>
    public IReadOnlyCollection<string> DefinitionIds { get; init; } = [];

    /// <summary>Runs of these versions.</summary>
    public IReadOnlyCollection<string> DefinitionVersionIds { get; init; } = [];

    /// <summary>Runs of versions with this number.</summary>
    public int? Version { get; init; }

    /// <summary>Runs with this correlation id.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Runs that this run started.</summary>
    public Guid? ParentId { get; init; }

    /// <summary>Only runs with open incidents, or only those without.</summary>
    public bool? HasIncidents { get; init; }

    /// <summary>
    /// Only runs of system definitions and of what the store does not have (single steps, deleted definitions), or only others.
    /// </summary>
    public bool? IsSystem { get; init; }

    /// <summary>Any of these.</summary>
    public IReadOnlyCollection<WorkflowStatus> Statuses { get; init; } = [];

    /// <summary>Any of these.</summary>
    public IReadOnlyCollection<WorkflowSubStatus> SubStatuses { get; init; } = [];

    /// <summary>All of these.</summary>
    public IReadOnlyCollection<TimestampFilter> Timestamps { get; init; } = [];
}
