using Penstock.LakeLayers.ObjectStores;

namespace Penstock.LakeLayers.Tests.ObjectStores;

/// <summary>A store that does something else just before it writes an object: the moment between reading and committing of a step.</summary>
/// <param name="inner">The store.</param>
/// <param name="prefix">Before an object whose key begins so.</param>
/// <param name="then">What to do; the argument counts from 1.</param>
/// <param name="times">How often at most.</param>
internal sealed class HookedStore(IObjectStore inner, string prefix, Func<int, Task> then, int times = 1) : IObjectStore
{
    /// <summary>How often it was done.</summary>
    public int Done { get; private set; }

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
    )
    {
        await HookAsync(key);
        return await inner.AdoptAsync(localPath, key, metadata, onlyIfAbsent, cancellationToken);
    }

    public async Task<IReadOnlyList<Exception?>> AdoptAllAsync(
        IReadOnlyList<FileToAdopt> files,
        CancellationToken cancellationToken = default
    )
    {
        foreach (var file in files)
            await HookAsync(file.Key);
        return await inner.AdoptAllAsync(files, cancellationToken);
    }

    public Task<LocalCopy> FetchAsync(string key, CancellationToken cancellationToken = default) =>
        inner.FetchAsync(key, cancellationToken);

    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken = default) =>
        inner.ListAsync(prefix, cancellationToken);

    public Task DeleteAsync(string key, CancellationToken cancellationToken = default) =>
        inner.DeleteAsync(key, cancellationToken);

    public Task<bool> ForgetVersionsAsync(string key, CancellationToken cancellationToken = default) =>
        inner.ForgetVersionsAsync(key, cancellationToken);

    private async Task HookAsync(string key)
    {
        if (!key.StartsWith(prefix, StringComparison.Ordinal) || Done == times)
            return;
        Done++;
        await then(Done);
    }
}
