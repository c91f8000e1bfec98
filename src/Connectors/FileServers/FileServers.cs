using Penstock.Connectors.FileServers.Ftp;
using Penstock.Connectors.FileServers.Http;
using Penstock.Connectors.FileServers.Local;
using Penstock.Connectors.FileServers.Sftp;
using Penstock.Core.Errors;

namespace Penstock.Connectors.FileServers;

/// <summary>Where sessions with file servers come from.</summary>
public static class FileServers
{
    /// <summary>A session with the server that the address's scheme names. Nothing is sent before its first use.</summary>
    /// <param name="connection">How to reach it.</param>
    /// <param name="time">The clock, for listings whose dates have no year. Default: the system's.</param>
    /// <exception cref="UsageException">The scheme is unknown or an option is out of its range.</exception>
    public static IFileServer Open(FileServerConnection connection, TimeProvider? time = null) =>
        connection.Check().Address.Scheme switch
        {
            "ftp" or "ftps" => new FtpFileServer(connection, time ?? TimeProvider.System),
            "sftp" => new SftpFileServer(connection),
            "http" or "https" => new HttpFileServer(connection),
            "file" => new LocalFileServer(connection),
            var other => throw new UsageException(
                $"Unknown kind of file server '{other}'",
                connection.ToString(),
                "use ftp, ftps, sftp, http, https or file"
            ),
        };
}
