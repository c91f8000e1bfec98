namespace Penstock.LakeLayers.ObjectStores;

/// <summary>
/// An object in the making: a local scratch file that becomes an object by <see cref="CommitAsync"/>.
/// <see cref="LocalPath"/> may be written by someone else (DuckDB's COPY) instead of through <see cref="Content"/>.
/// </summary>
public sealed class StagedObject(IObjectStore store, string localPath) : IAsyncDisposable
{
    private FileStream? _content;

    /// <summary>The scratch file; on the same file system as the store when that is a local disk.</summary>
    public string LocalPath { get; } = localPath;

    /// <summary>A stream over the scratch file, opened at first use.</summary>
    public FileStream Content =>
        _content ??= new FileStream(
            LocalPath,
            new FileStreamOptions
            {
                Mode = FileMode.Create,
                Access = FileAccess.ReadWrite,
                BufferSize = 0,
                Options = FileOptions.Asynchronous,
            }
        );

    /// <summary>Makes the bytes an object, durably and at once.</summary>
    /// <returns>Whether it was written; false when <paramref name="onlyIfAbsent"/> and the key was taken.</returns>
    public async Task<bool> CommitAsync(
        string key,
        IReadOnlyDictionary<string, string>? metadata = null,
        bool onlyIfAbsent = false,
        CancellationToken cancellationToken = default
    )
    {
        await CloseAsync();
        return await store.AdoptAsync(LocalPath, key, metadata, onlyIfAbsent, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        File.Delete(LocalPath);
    }

    /// <summary>Ends writing: the scratch file is complete, and <see cref="Content"/> not used again.</summary>
    public async ValueTask CloseAsync()
    {
        if (_content is null)
            return;
        await _content.DisposeAsync();
        _content = null;
    }
}
