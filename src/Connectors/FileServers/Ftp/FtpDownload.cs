namespace Penstock.Connectors.FileServers.Ftp;

/// <summary>
/// The bytes of one transfer. FTP marks the end of a file by closing the connection, just like a cut does: so at the end the
/// server's closing reply and the number of bytes are checked before the reader is told that it was the end.
/// </summary>
internal sealed class FtpDownload(
    FtpFileServer server,
    FtpSession session,
    Stream data,
    FileServerConnection connection,
    string uri,
    long position,
    long? size
) : ReadOnlyStream
{
    private readonly CancellationTokenSource _idle = new();
    private bool _isComplete;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_isComplete || buffer.Length == 0)
            return 0;
        int read;
        try
        {
            read = await ReadDataAsync(buffer, cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw FileServerErrors.Silent(uri, connection.IdleTimeout);
        }
        catch (Exception e) when (FileServerErrors.IsNetwork(e))
        {
            throw FileServerErrors.Broken(uri, e.Message, e);
        }
        position += read;
        if (read == 0)
            await FinishAsync(cancellationToken);
        return read;
    }

    public override async ValueTask DisposeAsync()
    {
        await data.DisposeAsync();
        _idle.Dispose();
        // Given up in the middle: a new login is surer than ABOR, which servers answer in three different ways.
        if (!_isComplete)
            await server.AbandonAsync(session);
        await base.DisposeAsync();
    }

    private async ValueTask<int> ReadDataAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        _idle.CancelAfter(connection.IdleTimeout);
        await using var _ = cancellationToken.UnsafeRegister(static s => ((CancellationTokenSource)s!).Cancel(), _idle);
        return await data.ReadAsync(buffer, _idle.Token);
    }

    private async Task FinishAsync(CancellationToken cancellationToken)
    {
        await data.DisposeAsync();
        var reply = await session.ReadReplyAsync(cancellationToken);
        if (!reply.IsCompletion)
            throw FileServerErrors.Broken(uri, reply.ToString());
        _isComplete = true;
        if (size is { } expected && position < expected)
            throw FileServerErrors.Cut(uri, position, expected);
    }
}
