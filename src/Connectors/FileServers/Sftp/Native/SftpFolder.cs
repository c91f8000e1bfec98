using System.Runtime.InteropServices;

namespace Penstock.Connectors.FileServers.Sftp.Native;

/// <summary>Listings and facts.</summary>
internal static unsafe class SftpFolder
{
    public static IReadOnlyList<FileEntry> List(SshSession session, string path, Func<Exception> failure)
    {
        var directory = LibSftp.sftp_opendir(session.Sftp, path);
        if (directory == 0)
            throw failure();
        try
        {
            var entries = new List<FileEntry>();
            while (true)
            {
                var attributes = LibSftp.sftp_readdir(session.Sftp, directory);
                if (attributes is null)
                    break;
                try
                {
                    var name = Marshal.PtrToStringUTF8(attributes->Name) ?? "";
                    if (name is "" or "." or ".." || name.Contains('/', StringComparison.Ordinal))
                        continue;
                    var full = path.EndsWith('/') ? path + name : $"{path}/{name}";
                    // A link counts as the file it leads to; a link to a folder may lead in a circle and is left out.
                    var entry =
                        attributes->Type == SftpAttributes.SymbolicLink
                            ? Find(session, full) is { IsDirectory: false } target
                                ? target
                                : null
                            : Describe(attributes, full, name);
                    if (entry is not null)
                        entries.Add(entry);
                }
                finally
                {
                    LibSftp.sftp_attributes_free(attributes);
                }
            }
            return LibSftp.sftp_dir_eof(directory) == 1 ? entries : throw failure();
        }
        finally
        {
            _ = LibSftp.sftp_closedir(directory);
        }
    }

    /// <summary>Facts of one file or folder, or null when there is none; the caller asks libssh why.</summary>
    public static FileEntry? Find(SshSession session, string path)
    {
        var attributes = LibSftp.sftp_stat(session.Sftp, path);
        if (attributes is null)
            return null;
        try
        {
            return Describe(attributes, path, path[(path.LastIndexOf('/') + 1)..]);
        }
        finally
        {
            LibSftp.sftp_attributes_free(attributes);
        }
    }

    private static FileEntry? Describe(SftpAttributes* attributes, string path, string name) =>
        attributes->Type switch
        {
            SftpAttributes.Directory => new FileEntry(path, name, null, null, true),
            SftpAttributes.RegularFile => new FileEntry(
                path,
                name,
                (attributes->Flags & SftpAttributes.HasSize) != 0 ? (long)attributes->Size : null,
                (attributes->Flags & SftpAttributes.HasTimes) != 0
                    ? DateTimeOffset.FromUnixTimeSeconds(attributes->ModifiedAt)
                    : null,
                false
            ),
            _ => null,
        };
}
