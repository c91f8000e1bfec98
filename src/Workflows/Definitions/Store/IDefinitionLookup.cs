namespace Penstock.Workflows.Definitions.Store;

/// <summary>Finds definitions to run.</summary>
public interface IDefinitionLookup
{
    /// <summary>A version of a definition; the highest when several fit; null when none does.</summary>
    Task<StoredDefinition?> FindAsync(
        string definitionId,
        VersionOptions versions,
        CancellationToken cancellationToken = default
    );

    /// <summary>A version by its own id, also an old one; null when there is none.</summary>
    Task<StoredDefinition?> FindVersionAsync(string versionId, CancellationToken cancellationToken = default);
}
