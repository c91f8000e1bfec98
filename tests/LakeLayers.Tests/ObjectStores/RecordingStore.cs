using System.Collections.Concurrent;
using Penstock.LakeLayers.ObjectStores;

namespace Penstock.LakeLayers.Tests.ObjectStores;

/// <summary>A store that notes which objects are read.</summary>
internal sealed class RecordingStore(IObjectStore inner) : IObjectStore
{
    private readonly ConcurrentQueue<string> _read = [];

    public string Address => inner.Address;

    public string ObjectsUri => inner.ObjectsUri;

    /// <summary>The keys that were read since the last call, in their order.</summary>
    public IReadOnlyList<string> TakeRead()
    {
        List<string> keys = [];
        while (_read.TryDequeue(out var key))
            keys.Add(key);
        return keys;
    }

    public Task<ObjectInfo?> FindAsync(string key, CancellationToken cancellationToken = default) =>
        inner.FindAsync(key, cancellationToken);

    public Task<Stream> OpenReadAsync(string key, long offset = 0, CancellationToken cancellationToken = default)
    {
        _read.Enqueue(key);
        return inner.OpenReadAsync(key, offset, cancellationToken);
    }

    public StagedObject Stage() => new(this, inner.Stage().LocalPath);

    public Task<bool> AdoptAsync(
        string localPath,
        string key,
        IReadOnlyDictionary<string, string>? metadata = null,
        bool onlyIfAbsent = false,
        CancellationToken cancellationToken = default
    ) => inner.AdoptAsync(localPath, key, metadata, onlyIfAbsent, cancellationToken);

    public Task<IReadOnlyList<Exception?>> AdoptAllAsync(
        IReadOnlyList<FileToAdopt> files,
        CancellationToken cancellationToken = default
    ) => inner.AdoptAllAsync(files, cancellationToken);

    public Task<LocalCopy> FetchAsync(string key, CancellationToken cancellationToken = default)
    {
        _read.Enqueue(key);
        return inner.FetchAsync(key, cancellationToken);
    }

    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken = default) =>
        inner.ListAsync(prefix, cancellationToken);

    public Task DeleteAsync(string key, CancellationToken cancellationToken = default) =>
        inner.DeleteAsync(key, cancellationToken);
}
