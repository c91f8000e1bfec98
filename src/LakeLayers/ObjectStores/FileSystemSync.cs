using Microsoft.Win32.SafeHandles;

namespace Penstock.LakeLayers.ObjectStores;

/// <summary>
/// Makes everything that was written to a folder's file system durable, bytes and names, with one call (syncfs). The folder stays
/// open all the time, because Linux tells of a write that failed meanwhile only to whom had it open before (syncfs(2), Linux
/// 5.8).
/// </summary>
internal sealed class FileSystemSync(string folder) : IDisposable
{
    private readonly SafeFileHandle _folder = PosixFiles.OpenFolder(folder);
    private readonly Lock _gate = new();

    /// <summary>Waits for the medium. One at a time, so that a failure is not told to somebody else.</summary>
    public void Run()
    {
        lock (_gate)
            PosixFiles.SyncFileSystem(_folder, folder);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}
