namespace Penstock.Workflows.Definitions.Store;

/// <summary>Which definitions a list holds. Members that are null or empty do not filter.</summary>
public sealed record DefinitionQuery
{
    /// <summary>Which versions.</summary>
    public VersionOptions Versions { get; init; } = VersionOptions.Latest;

    /// <summary>Only versions of these definitions.</summary>
    public IReadOnlyCollection<string> DefinitionIds { get; init; } = [];

    /// <summary>Only these versions, by their ids.</summary>
    public IReadOnlyCollection<string> Ids { get; init; } = [];

    /// <summary>Part of a name or description in any case, or a whole id.</summary>
    public string? SearchTerm { get; init; }

    /// <summary>Only one of this name, in any case.</summary>
    public string? Name { get; init; }

    /// <summary>Only system definitions, or only others.</summary>
    public bool? IsSystem { get; init; }

    /// <summary>Only definitions that are read-only, or only others.</summary>
    public bool? IsReadonly { get; init; }

    /// <summary>Only definitions that are an activity, or only others.</summary>
    public bool? UsableAsActivity { get; init; }

    /// <summary>The order.</summary>
    public DefinitionOrder OrderBy { get; init; } = DefinitionOrder.Name;

    /// <summary>Whether the greatest comes first.</summary>
    public bool Descending { get; init; }

    /// <summary>How many to leave out.</summary>
    public int Skip { get; init; }

    /// <summary>At most so many; all when null.</summary>
    public int? Take { get; init; }
}
