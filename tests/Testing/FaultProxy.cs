using System.Net;
using System.Net.Sockets;

namespace Penstock.Testing;

/// <summary>
/// Passes TCP connections on to a server of whatever protocol, and breaks them as told: cuts, resets, falls silent, delays.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly IPEndPoint _server;
    private readonly Task _accepting;
    private readonly Lock _gate = new();
    private Fault? _fault;
    private int _faultsLeft;
    private long _passed;
    private (byte[] Answer, bool AfterRequest) _refusal;
    private int _refusalsLeft;

    public FaultProxy(Uri server)
        : this(server.Port) { }

    /// <param name="port">The server's port on loopback.</param>
    public FaultProxy(int port)
    {
        _server = new IPEndPoint(IPAddress.Loopback, port);
        _listener.Start();
        Endpoint = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    /// <summary>What to do to a connection once enough bytes have passed in one direction.</summary>
    /// <param name="OfAnswers">Whether bytes of the server are counted, and held back; else the client's.</param>
    /// <param name="AfterBytes">How many bytes pass before it.</param>
    /// <param name="Stall">Nothing more passes in that direction, and nobody hangs up.</param>
    /// <param name="Refuse">Answer 400 as a server does that cannot read the request.</param>
    /// <param name="Reset">Both sides see a reset instead of an end.</param>
    public sealed record Fault(
        bool OfAnswers,
        long AfterBytes,
        bool Stall = false,
        bool Refuse = false,
        bool Reset = false
    );

    /// <summary>How long every 16 kB take.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Its port on loopback.</summary>
    public int Port => Endpoint.Port;

    public Uri Endpoint { get; }

    /// <summary>How many faults were made.</summary>
    public int Faults { get; private set; }

    /// <summary>Answers the next connections like a server that is busy, and hangs up on them.</summary>
    /// <param name="answer">What it says; nothing, perhaps.</param>
    /// <param name="times">How many connections.</param>
    /// <param name="afterRequest">Whether it waits for the client's first words.</param>
    public void Refuse(string answer, int times, bool afterRequest = false)
    {
        lock (_gate)
            (_refusal, _refusalsLeft) = ((System.Text.Encoding.ASCII.GetBytes(answer), afterRequest), times);
    }

    /// <summary>How many connections are still to be refused.</summary>
    public int RefusalsLeft => _refusalsLeft;

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
                if (await RefusesAsync(client))
                    return;
                await server.ConnectAsync(_server);
                // When one direction ends, so does the connection; both ends see it closed.
                await Task.WhenAny(
                    PassAsync(client, server, ofAnswers: false),
                    PassAsync(server, client, ofAnswers: true)
                );
            }
            catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
            {
                // The server is away: the client sees its connection closed.
            }
        }
    }

    private async Task<bool> RefusesAsync(TcpClient client)
    {
        (byte[] Answer, bool AfterRequest) refusal;
        lock (_gate)
        {
            if (_refusalsLeft == 0)
                return false;
            (refusal, _refusalsLeft) = (_refusal, _refusalsLeft - 1);
        }
        if (refusal.AfterRequest)
            _ = await client.GetStream().ReadAsync(new byte[16_384], _stop.Token);
        await client.GetStream().WriteAsync(refusal.Answer, _stop.Token);
        return true;
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
                    if (fault.Reset)
                        from.LingerState = to.LingerState = new LingerOption(true, 0);
                    if (fault.Stall)
                        await Task.Delay(Timeout.Infinite, _stop.Token);
                    return;
                }
                if (Delay > TimeSpan.Zero)
                    await Task.Delay(Delay, _stop.Token);
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
