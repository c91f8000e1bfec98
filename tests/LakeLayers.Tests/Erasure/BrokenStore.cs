using Penstock.LakeLayers.ObjectStores;

namespace Penstock.LakeLayers.Erasure;

/// <summary>A store that cannot replace what is there, and not delete.</summary>
internal sealed class BrokenStore(IObjectStore inner) : IObjectStore
{
    public string Address => inner.Address;

    public string ObjectsUri => inner.ObjectsUri;

    public Task<ObjectInfo?> FindAsync(string key, CancellationToken cancellationToken = default) =>
        inner.FindAsync(key, cancellationToken);

    public Task<Stream> OpenReadAsync(string key, long offset = 0, CancellationToken cancellationToken = default) =>
        inner.OpenReadAsync(key, offset, cancellationToken);

    public StagedObject Stage() => new(this, inner.Stage().LocalPath);

    public async Task<bool> AdoptAsync(
        string localPath,
        string key,
        IReadOnlyDictionary<string, string>? metadata = null,
        bool onlyIfAbsent = false,
        CancellationToken cancellationToken = default
    ) =>
        await inner.FindAsync(key, cancellationToken) is null
            ? await inner.AdoptAsync(localPath, key, metadata, onlyIfAbsent, cancellationToken)
            : throw new IOException("the disk went away");

    public Task<IReadOnlyList<Exception?>> AdoptAllAsync(
        IReadOnlyList<FileToAdopt> files,
        CancellationToken cancellationToken = default
    ) => inner.AdoptAllAsync(files, cancellationToken);

    public Task<LocalCopy> FetchAsync(string key, CancellationToken cancellationToken = default) =>
        inner.FetchAsync(key, cancellationToken);

    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken = default) =>
        inner.ListAsync(prefix, cancellationToken);

    public Task DeleteAsync(string key, CancellationToken cancellationToken = default) =>
        throw new IOException("the disk went away");
}
