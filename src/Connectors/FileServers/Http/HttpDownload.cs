namespace Penstock.Connectors.FileServers.Http;

/// <summary>The body of one response; .NET itself tells when it ends before its announced length.</summary>
internal sealed class HttpDownload(
    HttpResponseMessage response,
    Stream body,
    FileServerConnection connection,
    string address
) : ReadOnlyStream
{
    private readonly CancellationTokenSource _idle = new();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _idle.CancelAfter(connection.IdleTimeout);
        try
        {
            await using var _ = cancellationToken.UnsafeRegister(
                static s => ((CancellationTokenSource)s!).Cancel(),
                _idle
            );
            return await body.ReadAsync(buffer, _idle.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw FileServerErrors.Silent(address, connection.IdleTimeout);
        }
        catch (Exception e) when (FileServerErrors.IsNetwork(e) || e is HttpRequestException)
        {
            throw FileServerErrors.Broken(address, e.Message, e);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await body.DisposeAsync();
        response.Dispose();
        _idle.Dispose();
        await base.DisposeAsync();
    }
}
