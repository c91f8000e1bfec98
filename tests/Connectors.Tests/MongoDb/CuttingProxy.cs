using System.Net;
using System.Net.Sockets;

namespace Penstock.Connectors.Tests.MongoDb;

/// <summary>Passes TCP on and cuts connections: each after as many bytes from the server as the next entry of a list says.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _running = [];
    private readonly Queue<long> _limits;
    private readonly int _target;

    public CuttingProxy(int target, params long[] limits)
    {
        _target = target;
        _limits = new Queue<long>(limits);
        _listener.Start();
        _running.Add(AcceptAsync());
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many connections were cut.</summary>
    public int Cuts { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await Task.WhenAll(_running);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _running.Add(PassAsync(client, _limits.Count > 0 ? _limits.Dequeue() : long.MaxValue));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task PassAsync(TcpClient client, long limit)
    {
        using var server = new TcpClient();
        using var _ = client;
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
            var up = client.GetStream().CopyToAsync(server.GetStream(), _stop.Token);
            var down = DownAsync(server.GetStream(), client.GetStream(), limit);
            await Task.WhenAny(up, down);
            client.Close();
            server.Close();
            await Task.WhenAll(up, down);
        }
        catch (Exception e)
            when (e is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // One side left, or was cut off.
        }
    }

    private async Task DownAsync(NetworkStream from, NetworkStream to, long limit)
    {
        var buffer = new byte[16 << 10];
        while (limit > 0)
        {
            var read = await from.ReadAsync(buffer, _stop.Token);
            if (read == 0)
                return;
            var passed = (int)Math.Min(read, limit);
            await to.WriteAsync(buffer.AsMemory(0, passed), _stop.Token);
            limit -= passed;
        }
        Cuts++;
    }
}
