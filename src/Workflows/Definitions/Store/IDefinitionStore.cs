namespace Penstock.Workflows.Definitions.Store;

/// <summary>
/// All workflow definitions, with their versions. The newest version of a definition is a draft or published; at most one version
/// is published. A draft is overwritten by the next save; a published version is not: the next save makes another.
/// </summary>
public interface IDefinitionStore : IDefinitionLookup
{
    /// <summary>A list without documents.</summary>
    Task<DefinitionPage> ListAsync(DefinitionQuery query, CancellationToken cancellationToken = default);

    /// <summary>All versions that fit, with their documents; for export and indexing.</summary>
    IAsyncEnumerable<StoredDefinition> ReadAsync(DefinitionQuery query, CancellationToken cancellationToken = default);

    /// <summary>Whether no other definition has this name in its newest version, in any case.</summary>
    Task<bool> IsNameUniqueAsync(string name, string? definitionId, CancellationToken cancellationToken = default);

    /// <summary>The newest versions of the definitions that use this one.</summary>
    Task<IReadOnlyList<DefinitionInfo>> ConsumersAsync(
        string definitionId,
        CancellationToken cancellationToken = default
    );

    /// <summary>Saves a draft, and publishes it when asked.</summary>
    /// <exception cref="DefinitionConflictException">The save is based on content that another has replaced; nothing was
    /// changed.</exception>
    /// <exception cref="DefinitionRefusedException">It is read-only, or cannot be published; nothing was changed.</exception>
    Task<SaveResult> SaveAsync(SaveRequest request, CancellationToken cancellationToken = default);

    /// <summary>Publishes the newest version; null when there is no such definition.</summary>
    /// <exception cref="DefinitionRefusedException">It cannot be published; nothing was changed.</exception>
    Task<SaveResult?> PublishAsync(string definitionId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes the published version back: it is a draft again, and nothing starts it. Null when there is no such definition.
    /// </summary>
    /// <exception cref="DefinitionRefusedException">It is not published, or read-only.</exception>
    Task<StoredDefinition?> RetractAsync(string definitionId, CancellationToken cancellationToken = default);

    /// <summary>Makes a new draft with the content of an older version; null when there is no such version.</summary>
    /// <exception cref="DefinitionRefusedException">It is read-only.</exception>
    Task<StoredDefinition?> RevertAsync(
        string definitionId,
        int version,
        CancellationToken cancellationToken = default
    );

    /// <summary>Deletes definitions with all their versions; returns how many definitions.</summary>
    /// <exception cref="DefinitionRefusedException">One is read-only; nothing was changed.</exception>
    Task<int> DeleteAsync(IReadOnlyCollection<string> definitionIds, CancellationToken cancellationToken = default);

    /// <summary>Deletes versions by their ids; the highest that is left becomes the newest. Returns how many.</summary>
    /// <exception cref="DefinitionRefusedException">One is read-only; nothing was changed.</exception>
    Task<int> DeleteVersionsAsync(
        IReadOnlyCollection<string> versionIds,
        CancellationToken cancellationToken = default
    );
}
