namespace Penstock.Connectors.FileServers;

/// <summary>
/// Ends a wait when the server is silent for longer than the connection allows, and says so as a transient error.
/// </summary>
internal sealed class IdleLimit : IDisposable
{
    private readonly FileServerConnection _connection;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _source;

    private IdleLimit(FileServerConnection connection, CancellationToken caller)
    {
        _connection = connection;
        _caller = caller;
        _source = CancellationTokenSource.CreateLinkedTokenSource(caller);
    }

    public static IdleLimit Start(FileServerConnection connection, CancellationToken cancellationToken)
    {
        var limit = new IdleLimit(connection, cancellationToken);
        limit.Renew();
        return limit;
    }

    /// <summary>Cancelled by the caller, or when the server was silent for too long.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>The server said something: the limit begins anew.</summary>
    public void Renew() => _source.CancelAfter(_connection.IdleTimeout);

    /// <summary>Runs one exchange; the network's exceptions become ours.</summary>
    public async Task<T> GuardAsync<T>(Func<CancellationToken, Task<T>> exchange)
    {
        try
        {
            return await exchange(_source.Token);
        }
        catch (OperationCanceledException) when (!_caller.IsCancellationRequested)
        {
            throw FileServerErrors.Silent(_connection.ToString(), _connection.IdleTimeout);
        }
        catch (Exception e) when (FileServerErrors.IsNetwork(e))
        {
            throw FileServerErrors.Broken(_connection.ToString(), e.Message, e);
        }
    }

    public void Dispose() => _source.Dispose();
}
