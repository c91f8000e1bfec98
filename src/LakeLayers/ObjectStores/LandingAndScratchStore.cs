using Penstock.Core.Errors;

namespace Penstock.LakeLayers.ObjectStores;

/// <summary>
/// A lake that has another one's landing zone, which it cannot change, and everything else in a place of its own.
/// </summary>
/// <param name="landing">The store with the landing zone.</param>
/// <param name="scratch">The store of everything else.</param>
public sealed class LandingAndScratchStore(IObjectStore landing, IObjectStore scratch) : IObjectStore
{
    private const string Zone = "landing/";

    /// <inheritdoc/>
    public string Address => scratch.Address;

    /// <inheritdoc/>
    public string ObjectsUri => scratch.ObjectsUri;

    /// <inheritdoc/>
    public Task<ObjectInfo?> FindAsync(string key, CancellationToken cancellationToken = default) =>
        Of(key).FindAsync(key, cancellationToken);

    /// <inheritdoc/>
    public Task<Stream> OpenReadAsync(string key, long offset = 0, CancellationToken cancellationToken = default) =>
        Of(key).OpenReadAsync(key, offset, cancellationToken);

    /// <inheritdoc/>
    public StagedObject Stage() => new(this, scratch.Stage().LocalPath);

    /// <inheritdoc/>
    public async Task<bool> AdoptAsync(
        string localPath,
        string key,
        IReadOnlyDictionary<string, string>? metadata = null,
        bool onlyIfAbsent = false,
        CancellationToken cancellationToken = default
    )
    {
        if (Of(key) == scratch)
            return await scratch.AdoptAsync(localPath, key, metadata, onlyIfAbsent, cancellationToken);
        // What lands again is there already, at the key that holds its hash.
        if (!onlyIfAbsent || await landing.FindAsync(key, cancellationToken) is null)
            throw NotChanged(key);
        File.Delete(localPath);
        return false;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Exception?>> AdoptAllAsync(
        IReadOnlyList<FileToAdopt> files,
        CancellationToken cancellationToken = default
    ) =>
        files.All(f => Of(f.Key) == scratch)
            ? scratch.AdoptAllAsync(files, cancellationToken)
            : OneByOne.AdoptAllAsync(this, files, cancellationToken);

    /// <inheritdoc/>
    public Task<LocalCopy> FetchAsync(string key, CancellationToken cancellationToken = default) =>
        Of(key).FetchAsync(key, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken = default) =>
        Of(prefix).ListAsync(prefix, cancellationToken);

    /// <inheritdoc/>
    public Task DeleteAsync(string key, CancellationToken cancellationToken = default) =>
        Of(key) == scratch ? scratch.DeleteAsync(key, cancellationToken) : throw NotChanged(key);

    private IObjectStore Of(string key) => key.StartsWith(Zone, StringComparison.Ordinal) ? landing : scratch;

    private static PenstockException NotChanged(string key) =>
        new(
            "A replay reads landing and does not add to it",
            key,
            "Landing was left as it is",
            "run the workflow itself first, so that what it lands is there"
        );
}
