using Renci.SshNet;
using Renci.SshNet.Sftp;

namespace Penstock.Connectors.FileServers.Sftp;

/// <summary>The bytes of one file as far as it was listed; SSH.NET asks ahead while they are read.</summary>
internal sealed class SftpDownload(
    SftpFileServer server,
    SftpClient client,
    SftpFileStream content,
    FileEntry file,
    long start
) : ReadOnlyStream
{
    private long _position = start;

    /// <summary>Where reading began.</summary>
    public long Start { get; } = start;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var rest = (int)Math.Min(buffer.Length, (file.Size ?? long.MaxValue) - _position);
        if (rest <= 0)
            return 0;
        var read = await server.RunAsync(
            client,
            file.Path,
            (_, limit) => content.ReadAsync(buffer[..rest], limit.Token).AsTask(),
            cancellationToken
        );
        _position += read;
        return read;
    }

    public override async ValueTask DisposeAsync()
    {
        await server.CloseAsync(client, content, file.Path);
        await base.DisposeAsync();
    }
}
