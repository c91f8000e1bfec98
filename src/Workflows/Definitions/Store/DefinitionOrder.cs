namespace Penstock.Workflows.Definitions.Store;

/// <summary>What a list of definitions is sorted by.</summary>
public enum DefinitionOrder
{
    /// <summary>The name.</summary>
    Name,

    /// <summary>When it was saved.</summary>
    Created,

    /// <summary>The version number.</summary>
    Version,
}
