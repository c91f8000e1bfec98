using Penstock.Core.Metadata;

namespace Penstock.Workflows.Definitions.Store;

/// <summary>
/// What must hold before a version is published, beyond what any draft is checked for. Register one as a service.
/// </summary>
public interface IPublishRule
{
    /// <summary>What is wrong; empty when it may be published. Runs inside the publication's transaction.</summary>
    Task<IReadOnlyList<DefinitionProblem>> CheckAsync(
        StoredDefinition definition,
        MetadataTransaction transaction,
        CancellationToken cancellationToken
    );
}
