using Penstock.Connectors.FileServers.Sftp.Native;

namespace Penstock.Connectors.FileServers.Sftp;

/// <summary>The bytes of one file; each read fills the buffer with as many answers as fit.</summary>
internal sealed class SftpDownload(SftpFileServer server, SftpReader reader, string path) : ReadOnlyStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length == 0)
            return 0;
        // The idle limit is for one exchange: a slow server must not have to fill a large buffer within it.
        var some = buffer[..Math.Min(buffer.Length, 1 << 18)];
        return await server.RunAsync(
            path,
            session => reader.Read(some.Span) is >= 0 and var read ? read : throw server.Failure(session, path),
            cancellationToken
        );
    }

    public override async ValueTask DisposeAsync()
    {
        await server.CloseAsync(reader);
        await base.DisposeAsync();
    }
}
