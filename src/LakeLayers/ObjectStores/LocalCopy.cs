namespace Penstock.LakeLayers.ObjectStores;

/// <summary>A readable local file with an object's bytes; disposal deletes it when it was a scratch copy.</summary>
public sealed class LocalCopy(string path, bool isScratch) : IDisposable
{
    /// <summary>The file's path.</summary>
    public string Path { get; } = path;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (isScratch)
            File.Delete(Path);
    }
}
