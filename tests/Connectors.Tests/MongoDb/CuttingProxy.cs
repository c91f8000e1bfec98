using System.Net;
using System.Net.Sockets;

namespace Penstock.Connectors.Tests.MongoDb;

/// <summary>
/// Passes TCP on and breaks queries: each <c>find</c> of many documents takes the next entry of a list, and after so many bytes from
/// the server its connection is cut, or falls silent. What a driver asks besides (who the server is, who the client is) passes.
/// </summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private static readonly byte[] Find = [0x02, .. "find\0"u8];
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

    /// <summary>Whether connections stay open instead of being cut, and nothing more comes.</summary>
    public bool FallsSilent { get; init; }

    /// <summary>How long every 16 kB from the server take.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>How many connections were cut, or fell silent.</summary>
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
                _running.Add(PassAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task PassAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using var _ = client;
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
            var limit = new Limit();
            var up = UpAsync(client.GetStream(), server.GetStream(), limit);
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

    private async Task UpAsync(NetworkStream from, NetworkStream to, Limit limit)
    {
        var buffer = new byte[16 << 10];
        while (await from.ReadAsync(buffer, _stop.Token) is var read and > 0)
        {
            if (IsRead(buffer.AsSpan(0, read)) && _limits.TryDequeue(out var next))
                limit.Left = next;
            await to.WriteAsync(buffer.AsMemory(0, read), _stop.Token);
        }
    }

    private async Task DownAsync(NetworkStream from, NetworkStream to, Limit limit)
    {
        var buffer = new byte[16 << 10];
        while (limit.Left > 0)
        {
            var read = await from.ReadAsync(buffer, _stop.Token);
            if (read == 0)
                return;
            if (Pause > TimeSpan.Zero)
                await Task.Delay(Pause, _stop.Token);
            var passed = (int)Math.Min(read, limit.Left);
            await to.WriteAsync(buffer.AsMemory(0, passed), _stop.Token);
            limit.Left -= passed;
        }
        Cuts++;
        if (FallsSilent)
            await Task.Delay(Timeout.Infinite, _stop.Token);
    }

    // A query for one document only looks how far a read will go.
    private static bool IsRead(ReadOnlySpan<byte> request) =>
        request.IndexOf(Find) >= 0 && request.IndexOf("limit\0"u8) < 0;

    private sealed class Limit
    {
        public long Left { get; set; } = long.MaxValue;
    }
}
