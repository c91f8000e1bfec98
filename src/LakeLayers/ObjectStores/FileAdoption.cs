namespace Penstock.LakeLayers.ObjectStores;

/// <summary>
/// Makes files objects of a <see cref="LocalDiskObjectStore"/> by renaming them: bytes and metadata are on the disk before a
/// name is, and the name before
/// anybody is told.
/// </summary>
/// <param name="objects">The folder of the objects.</param>
/// <param name="staging">Where a file of another file system is copied to first.</param>
/// <param name="durable">Whether to wait for the disk.</param>
internal sealed class FileAdoption(string objects, StagingArea staging, bool durable) : IDisposable
{
    // Fewer are cheaper one by one: a file system's sync also waits for what other programs wrote.
    private const int WorthSyncingAll = 4;
    private readonly FileSystemSync _fileSystem = new(objects);

    /// <inheritdoc/>
    public void Dispose() => _fileSystem.Dispose();

    /// <summary>Makes one file an object.</summary>
    /// <returns>Whether it is new; false only when it was to be left where there is one.</returns>
    public bool Adopt(string localPath, string target, IReadOnlyDictionary<string, string> metadata, bool onlyIfAbsent)
    {
        if (onlyIfAbsent && File.Exists(target))
        {
            // Whoever renamed it may not have come to sync its name yet.
            if (durable)
                SyncFoldersOf(target);
            return !Deleted(localPath);
        }
        FileMetadata.Set(localPath, metadata);
        if (durable)
            SyncFile(localPath);
        var made = MakeFolder(Path.GetDirectoryName(target)!);
        bool written;
        try
        {
            written = PosixFiles.Rename(localPath, target, replace: !onlyIfAbsent);
        }
        catch (CrossDeviceException)
        {
            var copy = staging.NewPath();
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
        if (!written)
            return !Deleted(localPath);
        if (durable)
        {
            PosixFiles.SyncFolder(Path.GetDirectoryName(target)!);
            foreach (var parent in made)
                PosixFiles.SyncFolder(parent);
        }
        return true;
    }

    /// <summary>Makes many files objects; those that are objects already are left and the files deleted.</summary>
    public void Adopt(
        IReadOnlyList<FileToAdopt> files,
        Func<string, string> pathOf,
        CancellationToken cancellationToken
    )
    {
        if (files.Count >= WorthSyncingAll)
            AdoptAll(files, pathOf, cancellationToken);
        else
            AdoptFew(files, pathOf, cancellationToken);
    }

    // Each file by itself, all at once, then each folder of names once.
    private void AdoptFew(
        IReadOnlyList<FileToAdopt> files,
        Func<string, string> pathOf,
        CancellationToken cancellationToken
    )
    {
        Parallel.ForEach(
            files.Where(f => !File.Exists(pathOf(f.Key))),
            file =>
            {
                FileMetadata.Set(file.LocalPath, ObjectMetadata.Check(file.Metadata));
                SyncFile(file.LocalPath);
            }
        );
        cancellationToken.ThrowIfCancellationRequested();
        var folders = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var target = pathOf(file.Key);
            folders.UnionWith(MakeFolder(Path.GetDirectoryName(target)!));
            folders.Add(Path.GetDirectoryName(target)!);
            if (PosixFiles.Rename(file.LocalPath, target, replace: false))
                continue;
            // Whoever renamed it may not have come to sync its name yet.
            SyncFoldersOf(target);
            File.Delete(file.LocalPath);
        }
        foreach (var folder in folders)
            PosixFiles.SyncFolder(folder);
    }

    // Bytes first, then names: after a loss of power no name is there without its bytes.
    private void AdoptAll(
        IReadOnlyList<FileToAdopt> files,
        Func<string, string> pathOf,
        CancellationToken cancellationToken
    )
    {
        foreach (var file in files)
        {
            if (!File.Exists(pathOf(file.Key)))
                FileMetadata.Set(file.LocalPath, ObjectMetadata.Check(file.Metadata));
        }
        _fileSystem.Run();
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var file in files)
        {
            var target = pathOf(file.Key);
            MakeFolder(Path.GetDirectoryName(target)!);
            if (!PosixFiles.Rename(file.LocalPath, target, replace: false))
                File.Delete(file.LocalPath);
        }
        _fileSystem.Run();
    }

    /// <summary>Makes a folder and its parents; returns the folders that got a new entry by it.</summary>
    private static List<string> MakeFolder(string folder)
    {
        var changed = new List<string>();
        for (var missing = folder; !Directory.Exists(missing); missing = Path.GetDirectoryName(missing)!)
            changed.Add(Path.GetDirectoryName(missing)!);
        if (changed.Count > 0)
            Directory.CreateDirectory(folder);
        return changed;
    }

    private void SyncFoldersOf(string target)
    {
        for (
            var folder = Path.GetDirectoryName(target)!;
            folder.Length >= objects.Length;
            folder = Path.GetDirectoryName(folder)!
        )
            PosixFiles.SyncFolder(folder);
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
}
