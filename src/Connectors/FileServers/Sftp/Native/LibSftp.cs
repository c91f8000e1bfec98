using System.Runtime.InteropServices;

namespace Penstock.Connectors.FileServers.Sftp.Native;

/// <summary>The SFTP half of libssh.</summary>
internal static unsafe partial class LibSftp
{
    private const string Library = LibSsh.Library;

    [LibraryImport(Library)]
    public static partial SftpHandle sftp_new(SshSessionHandle session);

    [LibraryImport(Library)]
    public static partial int sftp_init(SftpHandle sftp);

    [LibraryImport(Library)]
    public static partial void sftp_free(nint sftp);

    [LibraryImport(Library)]
    public static partial int sftp_get_error(SftpHandle sftp);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint sftp_opendir(SftpHandle sftp, string path);

    [LibraryImport(Library)]
    public static partial SftpAttributes* sftp_readdir(SftpHandle sftp, nint directory);

    [LibraryImport(Library)]
    public static partial int sftp_dir_eof(nint directory);

    [LibraryImport(Library)]
    public static partial int sftp_closedir(nint directory);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial SftpAttributes* sftp_stat(SftpHandle sftp, string path);

    [LibraryImport(Library)]
    public static partial void sftp_attributes_free(SftpAttributes* attributes);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial SftpFileHandle sftp_open(SftpHandle sftp, string path, int flags, uint mode);

    [LibraryImport(Library)]
    public static partial int sftp_close(nint file);

    [LibraryImport(Library)]
    public static partial int sftp_seek64(SftpFileHandle file, ulong offset);

    [LibraryImport(Library)]
    public static partial int sftp_async_read_begin(SftpFileHandle file, uint length);

    [LibraryImport(Library)]
    public static partial int sftp_async_read(SftpFileHandle file, byte* data, uint length, uint request);
}
