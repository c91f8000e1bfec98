using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Penstock.Connectors.Tests.FileServers;

/// <summary>
/// A TCP proxy that cuts: each time <c>cutEvery</c> bytes came from the server over data connections (or, without those, over the
/// one connection there is), both sides are reset, a number of times. FTP's data connections go through it too: it puts its own port
/// into the reply to EPSV. One that stalls passes on nothing more instead, and hangs up on nobody.
/// </summary>
internal sealed partial class CuttingProxy : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<TcpListener> _listeners = [];
    private readonly bool _isFtp;
    private readonly long _cutEvery;
    private long _passed;
    private readonly bool _isStalling;
    private int _cutsLeft;

    public CuttingProxy(int target, long cutEvery, int cuts, bool isFtp = false, bool isStalling = false)
    {
        (_cutEvery, _cutsLeft, _isFtp, _isStalling) = (cutEvery, cuts, isFtp, isStalling);
        Port = Listen(target, isControl: isFtp);
    }

    public int Port { get; }

    public int CutsLeft => _cutsLeft;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        lock (_listeners)
            _listeners.ForEach(l => l.Dispose());
        _stop.Dispose();
    }

    private int Listen(int target, bool isControl)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        lock (_listeners)
            _listeners.Add(listener);
        _ = AcceptAsync(listener, target, isControl);
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task AcceptAsync(TcpListener listener, int target, bool isControl)
    {
        try
        {
            while (true)
                _ = PassAsync(await listener.AcceptTcpClientAsync(_stop.Token), target, isControl);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task PassAsync(TcpClient client, int target, bool isControl)
    {
        using var server = new TcpClient();
        try
        {
            using (client)
            {
                await server.ConnectAsync(IPAddress.Loopback, target, _stop.Token);
                await Task.WhenAny(UpAsync(client, server), DownAsync(server, client, isControl));
            }
        }
        catch (Exception e)
            when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side hung up.
        }
    }

    private Task UpAsync(TcpClient client, TcpClient server) =>
        client.GetStream().CopyToAsync(server.GetStream(), _stop.Token);

    private async Task DownAsync(TcpClient server, TcpClient client, bool isControl)
    {
        var buffer = new byte[16_384];
        while (await server.GetStream().ReadAsync(buffer, _stop.Token) is > 0 and var read)
        {
            var bytes = buffer.AsMemory(0, read);
            if (isControl)
                bytes = WithOurPort(bytes);
            else if (IsToCut(read))
            {
                if (_isStalling)
                    await Task.Delay(Timeout.Infinite, _stop.Token);
                await client.GetStream().WriteAsync(bytes[..(read / 2)], _stop.Token);
                client.LingerState = server.LingerState = new LingerOption(false, 0);
                return;
            }
            await client.GetStream().WriteAsync(bytes, _stop.Token);
        }
    }

    private bool IsToCut(int read)
    {
        if (Interlocked.Add(ref _passed, read) < _cutEvery || _cutsLeft == 0)
            return false;
        _passed = 0;
        _cutsLeft--;
        return true;
    }

    private Memory<byte> WithOurPort(Memory<byte> bytes)
    {
        var reply = Encoding.Latin1.GetString(bytes.Span);
        var ours = Extended()
            .Replace(
                reply,
                m => $"(|||{Listen(int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture), isControl: false)}|)"
            );
        return Encoding.Latin1.GetBytes(ours);
    }

    [GeneratedRegex(@"\(\|\|\|(\d+)\|\)")]
    private static partial Regex Extended();
}
