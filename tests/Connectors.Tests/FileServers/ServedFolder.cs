using Penstock.Connectors.FileServers;
using Penstock.Sandbox.Servers;
using Penstock.Testing;

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

    /// <summary>Serves the folder <c>files</c> of a test's folder.</summary>
    internal static async Task<ServedFolder> StartAsync(TestFolder folder, string scheme)
    {
        if (scheme == "ftp")
        {
            var ftp = await ProftpdServer.StartAsync(folder["server"], folder["files"]);
            return new ServedFolder(
                new(new Uri($"ftp://127.0.0.1:{ftp.Port}/")) { User = ftp.User, Password = ftp.Password },
                ftp
            );
        }
        if (scheme == "http")
        {
            var http = await HttpFolder.StartAsync(folder["files"], "u", "p");
            return new ServedFolder(
                new(new Uri($"http://127.0.0.1:{http.Port}/")) { User = "u", Password = "p" },
                http
            );
        }
        var ssh = await SshdServer.StartAsync(folder["server"]);
        var address = new Uri($"sftp://127.0.0.1:{ssh.Port}{folder["files"]}");
        return new ServedFolder(
            new(address)
            {
                User = ssh.User,
                PrivateKey = ssh.PrivateKey,
                HostKeyFingerprint = ssh.HostKeyFingerprint,
            },
            ssh
        );
    }
}
