using Penstock.Core.Metadata;

namespace Penstock.Workflows.Definitions.Store;

/// <summary>
/// Told inside the transaction that changes which version is published, so that rows derived from it (triggers for instance)
/// change in the same commit. An exception undoes the change. Register one as a service.
/// </summary>
public interface IDefinitionObserver
{
    /// <summary>
    /// A version becomes the published one. The one before, if there was one, was told to <see cref="UnpublishedAsync"/> first.
    /// </summary>
    Task PublishedAsync(
        StoredDefinition definition,
        MetadataTransaction transaction,
        CancellationToken cancellationToken
    );

    /// <summary>A version is no longer published: retracted, deleted, or replaced by another.</summary>
    Task UnpublishedAsync(
        DefinitionInfo definition,
        MetadataTransaction transaction,
        CancellationToken cancellationToken
    );
}
