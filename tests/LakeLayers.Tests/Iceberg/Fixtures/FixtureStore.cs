using Penstock.LakeLayers.ObjectStores;

namespace Penstock.LakeLayers.Tests.Iceberg.Fixtures;

/// <summary>A store whose objects have the addresses that the fixtures' metadata name them by, wherever it lies.</summary>
internal sealed class FixtureStore(IObjectStore store) : IObjectStore
{
    public string Address => store.Address;

    public string ObjectsUri => "file:///tmp/penstock-fixture/lake/";

    public Task<ObjectInfo?> FindAsync(string key, CancellationToken cancellationToken = default) =>
        store.FindAsync(key, cancellationToken);

    public Task<Stream> OpenReadAsync(string key, long offset = 0, CancellationToken cancellationToken = default) =>
        store.OpenReadAsync(key, offset, cancellationToken);

    public StagedObject Stage() => store.Stage();

    public Task<bool> AdoptAsync(
        string localPath,
        string key,
        IReadOnlyDictionary<string, string>? metadata = null,
        bool onlyIfAbsent = false,
        CancellationToken cancellationToken = default
    ) => store.AdoptAsync(localPath, key, metadata, onlyIfAbsent, cancellationToken);

    public Task<IReadOnlyList<Exception?>> AdoptAllAsync(
        IReadOnlyList<FileToAdopt> files,
        CancellationToken cancellationToken = default
    ) => store.AdoptAllAsync(files, cancellationToken);

    public Task<LocalCopy> FetchAsync(string key, CancellationToken cancellationToken = default) =>
        store.FetchAsync(key, cancellationToken);

    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken = default) =>
        store.ListAsync(prefix, cancellationToken);

    public Task DeleteAsync(string key, CancellationToken cancellationToken = default) =>
        store.DeleteAsync(key, cancellationToken);
}
