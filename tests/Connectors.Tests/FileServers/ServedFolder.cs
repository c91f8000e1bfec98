using Penstock.Connectors.FileServers;

namespace Penstock.Connectors.Tests.FileServers;

/// <summary>A real server over a folder of files, and how to reach it.</summary>
/// <param name="Connection">The connection to the folder.</param>
/// <param name="Servers">What to stop at the end.</param>
public sealed record ServedFolder(FileServerConnection Connection, params IAsyncDisposable[] Servers) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        foreach (var server in Servers)
            await server.DisposeAsync();
    }
}
