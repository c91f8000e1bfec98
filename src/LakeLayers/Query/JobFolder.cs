namespace Penstock.LakeLayers.Query;

/// <summary>
/// A job's own scratch folder, <c>job-{id}/</c>, beside a lock file that the kernel unlocks when the process ends in whatever
/// way.
/// Opening one first deletes the folders of jobs whose lock is free: what crashed processes left.
/// </summary>
public sealed class JobFolder : IDisposable
{
    private readonly FileStream _lock;

    private JobFolder(FileStream fileLock)
    {
        _lock = fileLock;
        Path = FolderOf(fileLock.Name);
        Directory.CreateDirectory(Path);
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Makes a folder under the scratch folder, which is made too when it is missing.</summary>
    public static JobFolder Create(string scratch)
    {
        SweepAll(scratch);
        while (true)
        {
            // Another process may sweep between the file's creation and its lock: then the next name does.
            if (
                TryLock(System.IO.Path.Combine(scratch, $"job-{Guid.NewGuid():N}.lock"), FileMode.CreateNew) is
                { } fileLock
            )
                return new JobFolder(fileLock);
        }
    }

    /// <summary>Makes the scratch folder when it is missing, and removes from it what no living process owns.</summary>
    public static void SweepAll(string scratch)
    {
        Directory.CreateDirectory(scratch);
        foreach (var stale in Directory.EnumerateFiles(scratch, "job-*.lock"))
            Sweep(stale);
    }

    /// <inheritdoc/>
    public void Dispose() => Remove(_lock);

    private static void Sweep(string lockPath)
    {
        try
        {
            if (TryLock(lockPath, FileMode.Open) is { } free)
                Remove(free);
        }
        catch (UnauthorizedAccessException)
        {
            // Another user's, who removes it at the next start.
        }
    }

    private static void Remove(FileStream held)
    {
        using (held)
        {
            if (Directory.Exists(FolderOf(held.Name)))
                Directory.Delete(FolderOf(held.Name), recursive: true);
            File.Delete(held.Name);
        }
    }

    private static FileStream? TryLock(string path, FileMode mode)
    {
        try
        {
            return new FileStream(path, mode, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string FolderOf(string lockPath) => System.IO.Path.ChangeExtension(lockPath, null);
}
