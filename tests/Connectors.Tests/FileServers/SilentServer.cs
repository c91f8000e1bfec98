using System.Net;
using System.Net.Sockets;

namespace Penstock.Connectors.Tests.FileServers;

/// <summary>Takes connections and says nothing.</summary>
internal sealed class SilentServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _accepting;
    private readonly List<TcpClient> _clients = [];

    public SilentServer()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        foreach (var client in _clients)
            client.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _clients.Add(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }
}
