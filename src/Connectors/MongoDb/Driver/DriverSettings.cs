using System.Net.Sockets;
using MongoDB.Driver;
using MongoDB.Driver.Core.Configuration;
using MongoDB.Driver.Core.Servers;

namespace Penstock.Connectors.MongoDb.Driver;

/// <summary>A connection as the driver's settings.</summary>
internal static class DriverSettings
{
    /// <summary>The limit on silence: <c>socketTimeoutMS</c> of the address, else the given one.</summary>
    public static TimeSpan Silence(MongoConnection connection, TimeSpan otherwise) =>
        connection.Parsed.SocketTimeout is { } own && own > TimeSpan.Zero ? own : otherwise;

    /// <param name="connection">The connection; what its address says wins.</param>
    /// <param name="selection">How long to look for a server, and how long a connection may take.</param>
    /// <param name="silence">How long a server may be silent.</param>
    public static MongoClientSettings Of(MongoConnection connection, TimeSpan selection, TimeSpan silence)
    {
        var address = connection.Parsed;
        // Looks up the names of a mongodb+srv address.
        var settings = MongoClientSettings.FromConnectionString(connection.Uri);
        settings.ApplicationName ??= "penstock";
        settings.ServerSelectionTimeout = address.ServerSelectionTimeout ?? selection;
        settings.ConnectTimeout = address.ConnectTimeout ?? selection;
        // The driver's own limit is on the whole of an answer, however large; ours is on the socket's silence.
        settings.SocketTimeout = Timeout.InfiniteTimeSpan;
        settings.HeartbeatTimeout = silence;
        if (address.ServerMonitoringMode is null)
            settings.ServerMonitoringMode = ServerMonitoringMode.Poll;
        settings.ClusterConfigurator = builder =>
            builder.ConfigureTcp(tcp =>
                tcp.With(socketConfigurator: (Action<Socket>)(socket => Limit(socket, silence)))
            );
        MongoTls.Apply(connection, settings);
        return settings;
    }

    private static void Limit(Socket socket, TimeSpan silence) =>
        socket.ReceiveTimeout = socket.SendTimeout = (int)Math.Min(silence.TotalMilliseconds, int.MaxValue);
}
