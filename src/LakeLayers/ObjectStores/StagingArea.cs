namespace Penstock.LakeLayers.ObjectStores;

/// <summary>
/// A folder for scratch files that cleans up after dead processes. Each user of it has a folder of its own and holds a lock on a
/// file beside that folder as long as it lives (flock, which the kernel gives back however a process ends); whoever opens the
/// area
/// deletes the folders whose lock it can get. So neither a process number that is used again nor a clock can fool it.
/// </summary>
internal sealed class StagingArea : IDisposable
{
    private const string LockSuffix = ".lock";
    private readonly string _root;
    private readonly Lock _gate = new();
    private FileStream? _lock;
    private string? _folder;

    /// <summary>Opens the area and sweeps it.</summary>
    public StagingArea(string root)
    {
        _root = root;
        Directory.CreateDirectory(root);
        Sweep();
    }

    /// <summary>A path for a new scratch file.</summary>
    public string NewPath() => Path.Combine(Folder(), Guid.NewGuid().ToString("N"));

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_lock is null)
                return;
            Remove(_folder!, _lock);
            (_lock, _folder) = (null, null);
        }
    }

    private string Folder()
    {
        lock (_gate)
        {
            while (_folder is null)
            {
                var folder = Path.Combine(_root, Guid.NewGuid().ToString("N")[..16]);
                // Somebody who sweeps may get the lock first; then another name is taken.
                if (TryLock(folder + LockSuffix, FileMode.CreateNew) is not { } held)
                    continue;
                if (!File.Exists(folder + LockSuffix))
                {
                    held.Dispose();
                    continue;
                }
                Directory.CreateDirectory(folder);
                (_lock, _folder) = (held, folder);
            }
            return _folder;
        }
    }

    private void Sweep()
    {
        foreach (var path in Directory.EnumerateFiles(_root, "*" + LockSuffix))
        {
            if (TryLock(path, FileMode.Open) is { } abandoned)
                Remove(path[..^LockSuffix.Length], abandoned);
        }
    }

    private static FileStream? TryLock(string path, FileMode mode)
    {
        try
        {
            return new FileStream(path, mode, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException)
        {
            // Held by a living process, or deleted by another who sweeps.
            return null;
        }
    }

    private static void Remove(string folder, FileStream held)
    {
        using (held)
        {
            try
            {
                if (Directory.Exists(folder))
                    Directory.Delete(folder, recursive: true);
                File.Delete(held.Name);
            }
            catch (IOException)
            {
                // A file appeared or went meanwhile. The lock file is still there, so the next opening tries again.
            }
        }
    }
}
