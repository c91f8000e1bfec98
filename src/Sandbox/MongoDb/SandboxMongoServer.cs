using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Penstock.Core.Errors;
using Penstock.Sandbox.MongoDb.Commands;
using Penstock.Sandbox.MongoDb.Queries;
using Penstock.Sandbox.MongoDb.Storage;
using Penstock.Sandbox.MongoDb.Wire;

namespace Penstock.Sandbox.MongoDb;

/// <summary>
/// A small server that speaks MongoDB's wire protocol on loopback: enough for real drivers to log in (SCRAM-SHA-256), list,
/// find, count and insert; with TLS and as a replica set of one where that is asked for. A stand-in for trying Penstock and for
/// its tests; collections are files and take no memory.
/// Get one with <see cref="StartAsync"/>; disposal stops it and keeps the files.
/// </summary>
public sealed class SandboxMongoServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<int, Task> _connections = new();
    private readonly OpenCursors _cursors = new();
    private readonly Catalogue _catalogue;
    private readonly CommandTable _commands;
    private readonly SandboxMongoOptions _options;
    private readonly TcpListener _listener;
    private readonly Task _accepting;

    private SandboxMongoServer(SandboxMongoOptions options, TcpListener listener)
    {
        User = options.User;
        Password = options.Password ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        _listener = listener;
        _catalogue = new Catalogue(options.Folder);
        _options = options;
        var hello = new HelloCommand(User, options.ReplicaSet, Port);
        _commands = new CommandTable(
            _catalogue,
            _cursors,
            new ScramServer(User, Password),
            hello,
            options.RefusesRareTypes
        );
        _accepting = AcceptAsync();
    }

    /// <summary>The loopback port it listens on.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The one user.</summary>
    public string User { get; }

    /// <summary>The user's password.</summary>
    public string Password { get; }

    /// <summary>The connection string, with credentials.</summary>
    public string Uri =>
        $"mongodb://{System.Uri.EscapeDataString(User)}:{System.Uri.EscapeDataString(Password)}@127.0.0.1:{Port}/";

    /// <summary>How many cursors clients have open.</summary>
    public int OpenCursorCount => _cursors.Count;

    /// <summary>Starts a server; it serves what its folder holds.</summary>
    /// <exception cref="PenstockException">The port is taken.</exception>
    public static Task<SandboxMongoServer> StartAsync(
        SandboxMongoOptions options,
        CancellationToken cancellationToken = default
    ) =>
        Task.Run(
            () =>
            {
                var listener = new TcpListener(IPAddress.Loopback, options.Port);
                try
                {
                    listener.Start();
                }
                catch (SocketException e)
                {
                    throw new PenstockException(
                        "The sandbox MongoDB server cannot listen",
                        $"127.0.0.1:{options.Port}: {e.Message}",
                        "It was not started",
                        "choose another port, or 0 for a free one",
                        e
                    );
                }
                return new SandboxMongoServer(options, listener);
            },
            cancellationToken
        );

    /// <summary>
    /// Makes (or replaces) a collection of exactly these documents, each with an <c>_id</c>. Memory taken does not depend on
    /// their number.
    /// </summary>
    /// <returns>How many there are.</returns>
    public long CreateCollection(string database, string name, IEnumerable<ReadOnlyMemory<byte>> bsonDocuments) =>
        _catalogue.Replace(database, name, bsonDocuments).Count;

    /// <summary>Appends documents, each with an <c>_id</c> not used yet; makes the collection when it is not there.</summary>
    public void Append(string database, string name, IEnumerable<ReadOnlyMemory<byte>> bsonDocuments) =>
        _catalogue.FindOrCreate(database, name).Append(bsonDocuments);

    /// <summary>The number of documents, or null when there is no such collection.</summary>
    public long? Count(string database, string name) => _catalogue.Find(database, name)?.Count;

    /// <summary>Forgets all open cursors, as MongoDB does with those that nobody asked for long.</summary>
    public void ExpireCursors() => _cursors.Dispose();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections.Values);
        _cursors.Dispose();
        _catalogue.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        for (var id = 1; ; id++)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptSocketAsync(_stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
            socket.NoDelay = true;
            var session = new Session(id);
            var running = Task.Run(() => ServeAsync(socket, session));
            _connections[id] = running;
            var key = id;
            _ = running.ContinueWith(_ => _connections.TryRemove(key, out Task? _), TaskScheduler.Default);
        }
    }

    private async Task ServeAsync(Socket socket, Session session)
    {
        try
        {
            await using var stream = await TlsServer.OpenAsync(socket, session, _options, _stop.Token);
            await new Connection(stream, session, _commands).RunAsync(_stop.Token);
        }
        catch (Exception e) when (e is IOException or AuthenticationException or OperationCanceledException)
        {
            // The client left before it said anything, or will not have this certificate.
        }
    }
}
