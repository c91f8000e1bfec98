using System.Net;
using System.Net.Sockets;

namespace Penstock.LakeLayers.Tests.ObjectStores;

/// <summary>Passes TCP connections on to a server and breaks them as told.</summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly IPEndPoint _server;
    private readonly Task _accepting;
    private readonly Lock _gate = new();
    private Fault? _fault;
    private int _faultsLeft;
    private long _passed;

    public FaultProxy(Uri server)
    {
        _server = new IPEndPoint(IPAddress.Loopback, server.Port);
        _listener.Start();
        Endpoint = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    /// <summary>What to do to a connection once enough bytes have passed in one direction; refuse: answer 400 as a server does that cannot read the request.</summary>
    public sealed record Fault(bool OfAnswers, long AfterBytes, bool Stall = false, bool Refuse = false);

    public Uri Endpoint { get; }

    /// <summary>How many faults were made.</summary>
    public int Faults { get; private set; }

    /// <summary>Arms a fault; it strikes so often, each time counting bytes anew.</summary>
    public void Arm(Fault? fault, int times = int.MaxValue)
    {
        lock (_gate)
            (_fault, _faultsLeft, _passed) = (fault, times, 0);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await server.ConnectAsync(_server);
                // When one direction ends, so does the connection; both ends see it closed.
                await Task.WhenAny(
                    PassAsync(client, server, ofAnswers: false),
                    PassAsync(server, client, ofAnswers: true)
                );
            }
            catch (SocketException)
            {
                // The server is away: the client sees its connection closed.
            }
        }
    }

    private async Task PassAsync(TcpClient from, TcpClient to, bool ofAnswers)
    {
        var buffer = new byte[16_384];
        try
        {
            for (int read; (read = await from.GetStream().ReadAsync(buffer, _stop.Token)) > 0; )
            {
                if (Strikes(ofAnswers, read) is { } fault)
                {
                    if (fault.Refuse)
                        await from.GetStream()
                            .WriteAsync(
                                "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(),
                                _stop.Token
                            );
                    if (fault.Stall)
                        await Task.Delay(Timeout.Infinite, _stop.Token);
                    return;
                }
                await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _stop.Token);
            }
        }
        catch (Exception e)
            when (e is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException
            )
        {
            // The other direction ended the connection.
        }
    }

    private Fault? Strikes(bool ofAnswers, int bytes)
    {
        lock (_gate)
        {
            if (_fault is not { } fault || fault.OfAnswers != ofAnswers || _faultsLeft == 0)
                return null;
            _passed += bytes;
            if (_passed <= fault.AfterBytes)
                return null;
            (_passed, _faultsLeft, Faults) = (0, _faultsLeft - 1, Faults + 1);
            return fault;
        }
    }
}
