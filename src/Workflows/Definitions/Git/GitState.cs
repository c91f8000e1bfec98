namespace Penstock.Workflows.Definitions.Git;

/// <summary>How the store and the workflows folder compare in one definition.</summary>
public enum GitState
{
    /// <summary>The content is the same.</summary>
    Same,

    /// <summary>The content differs.</summary>
    Different,

    /// <summary>The folder does not have it.</summary>
    OnlyInStore,

    /// <summary>The store does not have it.</summary>
    OnlyInFolder,
}
