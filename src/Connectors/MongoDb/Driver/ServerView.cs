using System.Collections.Concurrent;
using MongoDB.Driver.Core.Events;
using MongoDB.Driver.Core.Servers;

namespace Penstock.Connectors.MongoDb.Driver;

/// <summary>
/// What each server last said of itself. The driver drops servers that do not fit the address (of another replica set, for
/// instance)
/// and then only says that there is none; this remembers why.
/// </summary>
internal sealed class ServerView
{
    private readonly ConcurrentDictionary<string, ServerDescription> _servers = new();

    /// <summary>The replica set that a server belongs to, the first that said so.</summary>
    public string? ReplicaSet =>
        _servers.Values.Select(s => s.ReplicaSetConfig?.Name).FirstOrDefault(name => name is not null);

    /// <summary>Whether there is a server to ask: of a <c>mongodb+srv</c> address only when its names were looked up.</summary>
    public bool HasServer { get; private set; }

    /// <summary>Whether a server answered.</summary>
    public bool HasAnswer => _servers.Values.Any(s => s.Type != ServerType.Unknown);

    /// <summary>Why a server could not be asked, with its name.</summary>
    public (string Server, Exception Error)? Failure =>
        _servers
            .Where(s => s.Value.HeartbeatException is not null)
            .Select(s => ((string, Exception)?)(s.Key, s.Value.HeartbeatException))
            .FirstOrDefault();

    /// <summary>Why the names behind a <c>mongodb+srv</c> address could not be looked up.</summary>
    public Exception? NamesFailure { get; private set; }

    public void Note(ServerOpeningEvent _) => HasServer = true;

    public void Note(ClusterDescriptionChangedEvent change) => NamesFailure = change.NewDescription.DnsMonitorException;

    public void Note(ServerDescriptionChangedEvent change)
    {
        var server = change.NewDescription;
        // A server that is dropped is described as unknown once more, which would hide what it said.
        if (server.Type != ServerType.Unknown || server.HeartbeatException is not null)
            _servers[Name(server.EndPoint)] = server;
    }

    private static string Name(System.Net.EndPoint server) =>
        server is System.Net.DnsEndPoint dns ? $"{dns.Host}:{dns.Port}" : server.ToString() ?? "";
}
