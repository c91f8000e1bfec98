using Penstock.Core.Errors;

namespace Penstock.Workflows.Definitions.Store;

/// <summary>
/// A save was based on content that somebody else has replaced since. What is stored stays; the caller loads it and saves
/// again.
/// </summary>
public sealed class DefinitionConflictException(DefinitionInfo stored)
    : PenstockException(
        "The workflow was changed by somebody else since it was loaded",
        $"{stored.Name}, version {stored.Version}, saved {stored.SavedAt:u}",
        "What they saved is kept, this save was not made",
        "reload the workflow and repeat the change, or save it under another name"
    )
{
    /// <summary>What is stored now.</summary>
    public DefinitionInfo Stored { get; } = stored;
}
