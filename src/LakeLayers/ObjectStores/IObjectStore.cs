namespace Penstock.LakeLayers.ObjectStores;

/// <summary>
/// A place for immutable objects. Every backend passes the same compliance suite (tests/LakeLayers.Tests/ObjectStores):
/// an object is there whole or not at all, a write is durable when its task completes, listing is in ordinal order of key.
/// Keys come from <see cref="ObjectKey"/>; a key that could leave the store (<c>..</c>, a leading <c>/</c>) is refused.
/// </summary>
public interface IObjectStore
{
    /// <summary>
    /// The store's address for messages and lineage, without credentials: <c>file:///data/lake</c> or <c>s3://bucket</c>.
    /// </summary>
    string Address { get; }

    /// <summary>
    /// The URI, ending in a slash, that a key follows where other programs reach the object: <c>file:///data/lake/objects/</c>
    /// or <c>s3://bucket/prefix/</c>.
    /// </summary>
    string ObjectsUri { get; }

    /// <summary>The object's facts, or null when there is none.</summary>
    Task<ObjectInfo?> FindAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>
    /// Opens the object for one forward read, from a byte offset on; at or behind the end there is nothing to read.
    /// </summary>
    /// <exception cref="ObjectNotFoundException">There is no such object.</exception>
    Task<Stream> OpenReadAsync(string key, long offset = 0, CancellationToken cancellationToken = default);

    /// <summary>
    /// Begins an object whose key is not known yet (its hash is in it). What is written goes to scratch space;
    /// <see cref="StagedObject.CommitAsync"/> makes it an object, disposal without commit forgets it.
    /// </summary>
    StagedObject Stage();

    /// <summary>
    /// Makes an existing local file an object, without a copy where the backend can (the local disk moves it).
    /// The file is gone afterwards. An object already there is left alone when <paramref name="onlyIfAbsent"/>.
    /// </summary>
    /// <param name="localPath">The file. After an error it is still there, so that the same call can be tried again.</param>
    /// <param name="key">The object's key.</param>
    /// <param name="metadata">Stored with it; see <see cref="ObjectMetadata"/>.</param>
    /// <param name="onlyIfAbsent">Of writers that race for one key, one gets true.</param>
    /// <param name="cancellationToken">Stops the write; nothing is visible then.</param>
    /// <returns>Whether the object was written; false when it was already there.</returns>
    Task<bool> AdoptAsync(
        string localPath,
        string key,
        IReadOnlyDictionary<string, string>? metadata = null,
        bool onlyIfAbsent = false,
        CancellationToken cancellationToken = default
    );

    /// <summary>
    /// Makes many files objects unless their keys are taken, as <see cref="AdoptAsync"/> with <c>onlyIfAbsent</c> does, and
    /// waits for
    /// the medium once for all where the backend can. When the task completes every object is durable; before that any of them
    /// may
    /// be seen, whole.
    /// </summary>
    /// <returns>For each file, in their order, why it is no object; null when its key has a durable one. Its file is then
    /// gone.</returns>
    Task<IReadOnlyList<Exception?>> AdoptAllAsync(
        IReadOnlyList<FileToAdopt> files,
        CancellationToken cancellationToken = default
    );

    /// <summary>
    /// A local path with the object's bytes, for engines that read only files: the object itself on local disk, a scratch copy
    /// otherwise, which disposal deletes. Never write to it.
    /// </summary>
    Task<LocalCopy> FetchAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Objects whose key starts with <paramref name="prefix"/> (empty: all), in ordinal order of key.</summary>
    IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken = default);

    /// <summary>Deletes the object; one that is not there is no error.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>
    /// Deletes for good what the store keeps of an object that was overwritten or deleted: all versions but the one that is
    /// there now.
    /// Most stores keep none.
    /// </summary>
    /// <returns>Whether nothing of it is kept; false: the store does not tell, or does not let go of it.</returns>
    Task<bool> ForgetVersionsAsync(string key, CancellationToken cancellationToken = default) => Task.FromResult(true);
}
