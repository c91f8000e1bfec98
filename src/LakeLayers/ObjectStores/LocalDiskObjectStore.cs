using System.Runtime.CompilerServices;

namespace Penstock.LakeLayers.ObjectStores;

/// <summary>Objects as files under one folder; a write is a rename within the folder's file system after fsync.</summary>
public sealed class LocalDiskObjectStore : IObjectStore
{
    private static readonly IReadOnlyDictionary<string, string> NoMetadata = new Dictionary<string, string>();
    private readonly string _objects;
    private readonly string _staging;

    /// <summary>Opens or makes the store at a folder.</summary>
    public LocalDiskObjectStore(string folder)
    {
        var root = Path.GetFullPath(folder);
        _objects = Path.Combine(root, "objects");
        _staging = Path.Combine(root, "staging");
        Directory.CreateDirectory(_objects);
        Directory.CreateDirectory(_staging);
        Address = new Uri(root).ToString();
    }

    /// <inheritdoc/>
    public string Address { get; }

    /// <inheritdoc/>
    public Task<ObjectInfo?> FindAsync(string key, CancellationToken cancellationToken = default)
    {
        var file = new FileInfo(PathOf(key));
        return Task.FromResult(file.Exists ? Describe(key, file) : null);
    }

    /// <inheritdoc/>
    public Task<Stream> OpenReadAsync(string key, long offset = 0, CancellationToken cancellationToken = default)
    {
        try
        {
            var stream = new FileStream(PathOf(key), FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 17, FileOptions.SequentialScan);
            stream.Position = offset;
            return Task.FromResult<Stream>(stream);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ObjectNotFoundException(key, Address, e);
        }
    }

    /// <inheritdoc/>
    public StagedObject Stage() => new(this, Path.Combine(_staging, Guid.NewGuid().ToString("N")));

    /// <inheritdoc/>
    public Task<bool> AdoptAsync(
        string localPath, string key, IReadOnlyDictionary<string, string>? metadata = null, bool onlyIfAbsent = false,
        CancellationToken cancellationToken = default)
    {
        var target = PathOf(key);
        if (onlyIfAbsent && File.Exists(target))
        {
            File.Delete(localPath);
            return Task.FromResult(false);
        }
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Move(localPath, target, overwrite: true);
        return Task.FromResult(true);
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
        var found = new DirectoryInfo(_objects).EnumerateFiles("*", SearchOption.AllDirectories)
            .Select(f => (Key: Path.GetRelativePath(_objects, f.FullName), File: f))
            .Where(f => f.Key.StartsWith(prefix, StringComparison.Ordinal))
            .OrderBy(f => f.Key, StringComparer.Ordinal);
        foreach (var (key, file) in found) yield return Describe(key, file);
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        File.Delete(PathOf(key));
        return Task.CompletedTask;
    }

    private static ObjectInfo Describe(string key, FileInfo file) =>
        new(key, file.Length, $"{file.LastWriteTimeUtc.Ticks:x}-{file.Length:x}", file.LastWriteTimeUtc, NoMetadata);

    private string PathOf(string key) => Path.Combine(_objects, ObjectKey.Check(key));
}
