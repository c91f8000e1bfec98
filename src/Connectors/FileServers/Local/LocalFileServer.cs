using Penstock.Core.Errors;

namespace Penstock.Connectors.FileServers.Local;

/// <summary>
/// Files of this machine or a mounted share. A link to a folder is not followed: it may lead in a circle, or out of what was
/// meant.
/// </summary>
internal sealed class LocalFileServer(FileServerConnection connection) : IFileServer
{
    public string Server => connection.Server;

    public Task<string> ResolveAsync(string folder, CancellationToken cancellationToken = default)
    {
        var root = connection.Address.LocalPath;
        return Task.FromResult(
            Path.TrimEndingDirectorySeparator(folder.Length > 0 ? Path.Combine(root, folder.Trim('/')) : root)
        );
    }

    public Task<FolderListing> ListAsync(string path, CancellationToken cancellationToken = default) =>
        Guard(
            path,
            () =>
                new FolderListing([
                    .. new DirectoryInfo(path)
                        .EnumerateFileSystemInfos(
                            "*",
                            new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = false }
                        )
                        .Select(Describe)
                        .OfType<FileEntry>(),
                ])
        );

    public Task<FileEntry?> FindAsync(string path, CancellationToken cancellationToken = default) =>
        Guard(path, () => File.Exists(path) ? Describe(new FileInfo(path)) : null);

    public Task<Stream> OpenReadAsync(FileEntry file, long offset = 0, CancellationToken cancellationToken = default) =>
        Guard<Stream>(
            file.Path,
            () =>
            {
                var stream = new FileStream(
                    file.Path,
                    FileMode.Open,
                    FileAccess.Read,
                    FileShare.ReadWrite | FileShare.Delete,
                    0,
                    FileOptions.SequentialScan
                );
                stream.Position = offset;
                return stream;
            }
        );

    public string UriOf(string path) => "file://" + string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static FileEntry? Describe(FileSystemInfo info)
    {
        if (info is DirectoryInfo)
            return info.LinkTarget is null ? new FileEntry(info.FullName, info.Name, null, null, true) : null;
        var file = info.LinkTarget is null
            ? (FileInfo)info
            : info.ResolveLinkTarget(returnFinalTarget: true) as FileInfo;
        if (file is not { Exists: true } || file.UnixFileMode == 0 || IsSpecial(file))
            return null;
        // The landing index keeps microseconds; more would never compare equal again.
        var modified = new DateTimeOffset(file.LastWriteTimeUtc);
        return new FileEntry(
            info.FullName,
            info.Name,
            file.Length,
            modified.AddTicks(-(modified.Ticks % TimeSpan.TicksPerMicrosecond)),
            false
        );
    }

    // A pipe or a device would be read for ever.
    private static bool IsSpecial(FileInfo file) => file.Attributes.HasFlag(FileAttributes.Device);

    private Task<T> Guard<T>(string path, Func<T> action)
    {
        try
        {
            return Task.FromResult(action());
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw FileServerErrors.NotFound(UriOf(path), e.Message);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new PenstockException(
                "The file or folder may not be read",
                UriOf(path),
                "Nothing was changed",
                "give this user the right to read it",
                e
            );
        }
        catch (IOException e)
        {
            throw FileServerErrors.Broken(UriOf(path), e.Message, e);
        }
    }
}
