namespace Penstock.LakeLayers.ObjectStores;

/// <summary>How the local-disk store writes.</summary>
public sealed record LocalDiskStoreOptions
{
    /// <summary>
    /// True (the default): a write's task completes when the bytes, the name and the folders are on the medium (fsync), so that
    /// nothing that the catalogue names is lost with the power. False leaves that to the kernel, which takes up to half a minute:
    /// objects are still whole after a crash of the process, but not after one of the machine. Good for tests and samples.
    /// </summary>
    public bool Durable { get; init; } = true;
}
