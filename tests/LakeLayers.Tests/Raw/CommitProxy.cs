using System.Net;
using System.Net.Sockets;

namespace Penstock.LakeLayers.Tests.Raw;

/// <summary>Stands before a PostgreSQL and, at one COMMIT of those to come, lets it happen and breaks the connection instead of passing the answer on.</summary>
internal sealed class CommitProxy : IAsyncDisposable
{
    private static readonly byte[] Commit = "COMMIT\0"u8.ToArray();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _server;
    private readonly Task _accepting;
    private int _left;

    public CommitProxy(int serverPort)
    {
        _server = serverPort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Whether the answer that was to be lost is lost.</summary>
    public bool HasCut { get; private set; }

    /// <summary>Loses the answer to a COMMIT, the first being 1; 0 loses none.</summary>
    public void Lose(int commit) => (HasCut, _left) = (false, commit);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
                connections.Add(CarryAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            await server.ConnectAsync(IPAddress.Loopback, _server, _stop.Token);
            var isLosing = false;
            var (near, far) = (client.GetStream(), server.GetStream());
            await Task.WhenAny(
                PumpAsync(
                    near,
                    far,
                    bytes =>
                    {
                        if (bytes.IndexOf(Commit) >= 0 && Interlocked.Decrement(ref _left) == 0)
                            HasCut = isLosing = true;
                        return false;
                    }
                ),
                PumpAsync(far, near, _ => isLosing)
            );
        }
    }

    // Ends before it passes on what is to be lost.
    private async Task PumpAsync(NetworkStream from, NetworkStream to, Func<ReadOnlySpan<byte>, bool> isLost)
    {
        var buffer = new byte[1 << 16];
        try
        {
            while (await from.ReadAsync(buffer, _stop.Token) is > 0 and var read)
            {
                if (isLost(buffer.AsSpan(0, read)))
                    return;
                await to.WriteAsync(buffer.AsMemory(0, read), _stop.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The other side is gone.
        }
    }
}
