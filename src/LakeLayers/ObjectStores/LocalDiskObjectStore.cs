using System.Runtime.CompilerServices;
using System.Text.Json;
using Penstock.Core.Errors;

namespace Penstock.LakeLayers.ObjectStores;

/// <summary>
/// Objects as files under one folder. A write is a rename within the folder's file system after fsync; metadata is an extended
/// attribute of the file, so it comes and goes with the bytes. Scratch files of processes that died are deleted when the store is
/// opened. A key cannot be the folder of another key: with an object <c>a</c> there is none at <c>a/b</c>.
/// </summary>
public sealed class LocalDiskObjectStore : IObjectStore, IDisposable
{
    private const string MetadataAttribute = "user.penstock.metadata";
    private readonly string _objects;
    private readonly StagingArea _staging;
    private readonly bool _durable;

    /// <summary>Opens or makes the store at a folder.</summary>
    public LocalDiskObjectStore(string folder, LocalDiskStoreOptions? options = null)
    {
        var root = Path.GetFullPath(folder);
        _objects = Path.Combine(root, "objects");
        _durable = (options ?? new()).Durable;
        Directory.CreateDirectory(_objects);
        _staging = new StagingArea(Path.Combine(root, "staging"));
        Address = new Uri(root).ToString();
    }

    /// <inheritdoc/>
    public string Address { get; }

    /// <inheritdoc/>
    public Task<ObjectInfo?> FindAsync(string key, CancellationToken cancellationToken = default)
    {
        var file = new FileInfo(PathOf(key));
        try
        {
            return Task.FromResult(file.Exists ? Describe(key, file, ReadMetadata(file.FullName)) : null);
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
            var stream = new FileStream(PathOf(key), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 17, FileOptions.SequentialScan);
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
        string localPath, string key, IReadOnlyDictionary<string, string>? metadata = null, bool onlyIfAbsent = false,
        CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var target = PathOf(key);
        var kept = ObjectMetadata.Check(metadata);
        if (onlyIfAbsent && File.Exists(target))
        {
            File.Delete(localPath);
            return Task.FromResult(false);
        }
        try
        {
            return Task.FromResult(Adopt(localPath, target, kept, onlyIfAbsent));
        }
        catch (IOException e) when (DiskFull.Is(e))
        {
            throw DiskFull.Explain($"{key} in {Address}", e);
        }
        catch (IOException e) when (Directory.Exists(target) || IsBelowAnObject(target))
        {
            throw new PenstockException("A key cannot be an object and the folder of others", $"{key} in {Address}", "Nothing was written", "penstock zones ls", e);
        }
    }

    /// <inheritdoc/>
    public Task<LocalCopy> FetchAsync(string key, CancellationToken cancellationToken = default)
    {
        var path = PathOf(key);
        return File.Exists(path) ? Task.FromResult(new LocalCopy(path, isScratch: false)) : throw new ObjectNotFoundException(key, Address);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
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
        if (!File.Exists(path)) return Task.CompletedTask;
        try
        {
            File.Delete(path);
            if (_durable) PosixFiles.SyncFolder(Path.GetDirectoryName(path)!);
        }
        catch (DirectoryNotFoundException)
        {
            // Somebody else deleted it.
        }
        return Task.CompletedTask;
    }

    /// <summary>Forgets what was staged and not committed.</summary>
    public void Dispose() => _staging.Dispose();

    private bool Adopt(string localPath, string target, IReadOnlyDictionary<string, string> metadata, bool onlyIfAbsent)
    {
        if (metadata.Count > 0) PosixFiles.SetAttribute(localPath, MetadataAttribute, JsonSerializer.Serialize(metadata));
        if (_durable) SyncFile(localPath);
        var made = MakeFolder(Path.GetDirectoryName(target)!);
        bool written;
        try
        {
            written = PosixFiles.Rename(localPath, target, replace: !onlyIfAbsent);
        }
        catch (CrossDeviceException)
        {
            var copy = _staging.NewPath();
            try
            {
                File.Copy(localPath, copy);
                return Adopt(copy, target, metadata, onlyIfAbsent) && Deleted(localPath);
            }
            finally
            {
                File.Delete(copy);
            }
        }
        if (!written) return !Deleted(localPath);
        if (_durable)
        {
            PosixFiles.SyncFolder(Path.GetDirectoryName(target)!);
            foreach (var parent in made) PosixFiles.SyncFolder(parent);
        }
        return true;
    }

    /// <summary>Makes a folder and its parents; returns the folders that got a new entry by it.</summary>
    private static List<string> MakeFolder(string folder)
    {
        var changed = new List<string>();
        for (var missing = folder; !Directory.Exists(missing); missing = Path.GetDirectoryName(missing)!) changed.Add(Path.GetDirectoryName(missing)!);
        if (changed.Count > 0) Directory.CreateDirectory(folder);
        return changed;
    }

    private static void SyncFile(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        RandomAccess.FlushToDisk(file);
    }

    private static bool Deleted(string path)
    {
        File.Delete(path);
        return true;
    }

    private bool IsBelowAnObject(string target)
    {
        for (var parent = Path.GetDirectoryName(target)!; parent.Length > _objects.Length; parent = Path.GetDirectoryName(parent)!)
        {
            if (File.Exists(parent)) return true;
        }
        return false;
    }

    private static bool IsMissing(Exception e) => e is FileNotFoundException or DirectoryNotFoundException;

    private static IReadOnlyDictionary<string, string> ReadMetadata(string path) =>
        PosixFiles.GetAttribute(path, MetadataAttribute) is { } json ? JsonSerializer.Deserialize<Dictionary<string, string>>(json)! : ObjectMetadata.None;

    private static ObjectInfo Describe(string key, FileInfo file, IReadOnlyDictionary<string, string> metadata) =>
        new(key, file.Length, $"{file.LastWriteTimeUtc.Ticks:x}-{file.Length:x}", file.LastWriteTimeUtc, metadata);

    private string PathOf(string key) => Path.Combine(_objects, ObjectKey.Check(key));
}
