namespace Penstock.Workflows.Definitions.Store;

/// <summary>Told after a commit that changed which versions are published; for caches. Register one as a service.</summary>
public interface IDefinitionListener
{
    /// <summary>Something was published, retracted or deleted.</summary>
    Task PublicationsChangedAsync(CancellationToken cancellationToken);
}
