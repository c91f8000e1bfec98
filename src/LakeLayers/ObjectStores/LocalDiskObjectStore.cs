using System.Runtime.CompilerServices;
using Penstock.Core.Errors;

namespace Penstock.LakeLayers.ObjectStores;

/// <summary>
/// Objects as files under one folder. A write is a rename within the folder's file system after fsync, many at once are renames
/// between two syncs of all; metadata is an extended
/// attribute of the file, so it comes and goes with the bytes. Scratch files of processes that died are deleted when the store is
/// opened. A key cannot be the folder of another key: with an object <c>a</c> there is none at <c>a/b</c>.
/// </summary>
public sealed class LocalDiskObjectStore : IObjectStore, IDisposable
{
    private readonly string _objects;
    private readonly StagingArea _staging;
    private readonly FileAdoption _adoption;
    private readonly bool _durable;

    /// <summary>Opens or makes the store at a folder.</summary>
    public LocalDiskObjectStore(string folder, LocalDiskStoreOptions? options = null)
    {
        var root = Path.GetFullPath(folder);
        _objects = Path.Combine(root, "objects");
        _durable = (options ?? new()).Durable;
        Directory.CreateDirectory(_objects);
        _staging = new StagingArea(Path.Combine(root, "staging"));
        _adoption = new FileAdoption(_objects, _staging, _durable);
        Address = new Uri(root).ToString();
        ObjectsUri = new Uri(_objects).AbsoluteUri + "/";
    }

    /// <inheritdoc/>
    public string Address { get; }

    /// <inheritdoc/>
    public string ObjectsUri { get; }

    /// <inheritdoc/>
    public Task<ObjectInfo?> FindAsync(string key, CancellationToken cancellationToken = default)
    {
        var file = new FileInfo(PathOf(key));
        try
        {
            return Task.FromResult(file.Exists ? Describe(key, file, FileMetadata.Read(file.FullName)) : null);
        }
        catch (Exception e) when (IsMissing(e))
        {
            // Deleted between two looks.
            return Task.FromResult<ObjectInfo?>(null);
        }
    }

    /// <inheritdoc/>
    public Task<Stream> OpenReadAsync(string key, long offset = 0, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        try
        {
            var stream = new FileStream(
                PathOf(key),
                FileMode.Open,
                FileAccess.Read,
                FileShare.Read | FileShare.Delete,
                1 << 17,
                FileOptions.SequentialScan
            );
            stream.Position = offset;
            return Task.FromResult<Stream>(stream);
        }
        catch (Exception e) when (IsMissing(e) || (e is UnauthorizedAccessException && Directory.Exists(PathOf(key))))
        {
            throw new ObjectNotFoundException(key, Address, e);
        }
    }

    /// <inheritdoc/>
    public StagedObject Stage() => new(this, _staging.NewPath());

    /// <inheritdoc/>
    public Task<bool> AdoptAsync(
        string localPath,
        string key,
        IReadOnlyDictionary<string, string>? metadata = null,
        bool onlyIfAbsent = false,
        CancellationToken cancellationToken = default
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        var target = PathOf(key);
        var kept = ObjectMetadata.Check(metadata);
        try
        {
            return Task.FromResult(_adoption.Adopt(localPath, target, kept, onlyIfAbsent));
        }
        catch (IOException e) when (DiskFull.Is(e))
        {
            throw DiskFull.Explain($"{key} in {Address}", e);
        }
        catch (IOException e) when (Directory.Exists(target) || IsBelowAnObject(target))
        {
            throw new PenstockException(
                "A key cannot be an object and the folder of others",
                $"{key} in {Address}",
                "Nothing was written",
                "penstock zones ls",
                e
            );
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Exception?>> AdoptAllAsync(
        IReadOnlyList<FileToAdopt> files,
        CancellationToken cancellationToken = default
    )
    {
        if (_durable && files.Count > 1)
        {
            try
            {
                // The disk holds up a thread of its own, not one of the few that serve the network.
                await Task.Factory.StartNew(
                    () => _adoption.Adopt(files, PathOf, cancellationToken),
                    cancellationToken,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default
                );
                return new Exception?[files.Count];
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Whose fault it was shows when each is tried alone; those that are objects already are found to be.
            }
        }
        return await OneByOne.AdoptAllAsync(this, files, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<LocalCopy> FetchAsync(string key, CancellationToken cancellationToken = default)
    {
        var path = PathOf(key);
        return File.Exists(path)
            ? Task.FromResult(new LocalCopy(path, isScratch: false))
            : throw new ObjectNotFoundException(key, Address);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ObjectInfo> ListAsync(
        string prefix,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await Task.CompletedTask;
        foreach (var file in OrderedFiles.Under(_objects, ObjectKey.CheckPrefix(prefix)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            ObjectInfo info;
            try
            {
                info = Describe(Path.GetRelativePath(_objects, file.FullName), file, ObjectMetadata.None);
            }
            catch (Exception e) when (IsMissing(e))
            {
                continue;
            }
            yield return info;
        }
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        var path = PathOf(key);
        if (!File.Exists(path))
            return Task.CompletedTask;
        try
        {
            File.Delete(path);
            if (_durable)
                PosixFiles.SyncFolder(Path.GetDirectoryName(path)!);
        }
        catch (DirectoryNotFoundException)
        {
            // Somebody else deleted it.
        }
        return Task.CompletedTask;
    }

    /// <summary>Forgets what was staged and not committed.</summary>
    public void Dispose()
    {
        _staging.Dispose();
        _adoption.Dispose();
    }

    private bool IsBelowAnObject(string target)
    {
        for (
            var parent = Path.GetDirectoryName(target)!;
            parent.Length > _objects.Length;
            parent = Path.GetDirectoryName(parent)!
        )
        {
            if (File.Exists(parent))
                return true;
        }
        return false;
    }

    private static bool IsMissing(Exception e) => e is FileNotFoundException or DirectoryNotFoundException;

    private static ObjectInfo Describe(string key, FileInfo file, IReadOnlyDictionary<string, string> metadata) =>
        new(key, file.Length, $"{file.LastWriteTimeUtc.Ticks:x}-{file.Length:x}", file.LastWriteTimeUtc, metadata);

    /// <summary>
    /// Makes the folders of a table that another engine is about to write: some write files only into folders that are there.
    /// </summary>
    /// <param name="folder">The folder, as a key.</param>
    public void PrepareTable(string folder)
    {
        foreach (var part in (string[])["data", "metadata"])
            Directory.CreateDirectory(PathOf($"{folder}/{part}"));
    }

    private string PathOf(string key) => Path.Combine(_objects, ObjectKey.Check(key));
}
