using Renci.SshNet;
using Renci.SshNet.Common;
using Renci.SshNet.Sftp;

namespace Penstock.Connectors.FileServers.Sftp;

/// <summary>Listings and facts.</summary>
internal static class SftpFolder
{
    public static async Task<FolderListing> ListAsync(SftpClient client, string path, IdleLimit limit)
    {
        var entries = new List<FileEntry>();
        await foreach (var file in client.ListDirectoryAsync(path, limit.Token))
        {
            limit.Renew();
            if (file.Name is "" or "." or "..")
                continue;
            var full = path.EndsWith('/') ? path + file.Name : $"{path}/{file.Name}";
            // A link counts as the file it leads to; a link to a folder may lead in a circle and is left out.
            var entry = file.IsSymbolicLink
                ? await FindAsync(client, full, limit) is { IsDirectory: false } target
                    ? target
                    : null
                : Describe(file.Attributes, full);
            if (entry is not null)
                entries.Add(entry);
        }
        return new FolderListing(entries);
    }

    /// <summary>Facts of one file or folder, links followed; null when there is none.</summary>
    public static async Task<FileEntry?> FindAsync(SftpClient client, string path, IdleLimit limit)
    {
        try
        {
            return Describe(await client.GetAttributesAsync(path, limit.Token), path);
        }
        catch (SftpPathNotFoundException)
        {
            return null;
        }
    }

    // A server need not tell the kind: what is not known to be something else is asked for as a file.
    private static FileEntry? Describe(SftpFileAttributes facts, string path)
    {
        if (facts.IsSocket || facts.IsBlockDevice || facts.IsCharacterDevice || facts.IsNamedPipe)
            return null;
        var name = WireText.Show(path[(path.LastIndexOf('/') + 1)..]);
        if (facts.IsDirectory)
            return new FileEntry(path, name, null, null, true);
        // A link still: the server does not follow it here, but does when it is opened. Its own facts are not the file's.
        return facts.IsSymbolicLink
            ? new FileEntry(path, name, null, null, false)
            : new FileEntry(
                path,
                name,
                facts.Size >= 0 ? facts.Size : null,
                facts.LastWriteTimeUtc > DateTime.MinValue ? new DateTimeOffset(facts.LastWriteTimeUtc) : null,
                false
            );
    }
}
