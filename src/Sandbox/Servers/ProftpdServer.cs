using System.Net;
using System.Net.Sockets;
using Penstock.Core.Errors;
using Penstock.Core.Processes;

namespace Penstock.Sandbox.Servers;

/// <summary>
/// A private ProFTPD from the Debian package over one folder of files: read-only, on loopback, one virtual user with a random
/// password, explicit TLS with a self-signed certificate. User, password, port and certificate stay the same when it is started
/// again on the same folder, so that the addresses of its files do too.
/// </summary>
public sealed class ProftpdServer : IAsyncDisposable
{
    private readonly GuardedProcess _process;

    private ProftpdServer(GuardedProcess process, ProftpdFolder folder, int port, string password)
    {
        _process = process;
        Port = port;
        Password = password;
        CertificateFile = folder.Certificate;
        HostKeyFile = folder.HostKey;
    }

    /// <summary>The loopback port it listens on.</summary>
    public int Port { get; }

    /// <summary>Its one user.</summary>
    public string User { get; } = ProftpdFolder.User;

    /// <summary>The user's generated password.</summary>
    public string Password { get; }

    /// <summary>The certificate to trust, PEM.</summary>
    public string CertificateFile { get; }

    /// <summary>The private key behind its SFTP host key, PEM; only there when it speaks SFTP.</summary>
    public string HostKeyFile { get; }

    /// <summary>Starts a server.</summary>
    /// <param name="serverFolder">Where configuration, password, certificate and logs live.</param>
    /// <param name="filesFolder">What it serves.</param>
    /// <param name="options">How it behaves.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="PenstockException">ProFTPD is not installed or does not start; with its log's last lines.</exception>
    public static async Task<ProftpdServer> StartAsync(
        string serverFolder,
        string filesFolder,
        ProftpdOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        options ??= new ProftpdOptions();
        const string program = "/usr/sbin/proftpd";
        if (!File.Exists(program))
            throw new PenstockException(
                "ProFTPD is not installed",
                program,
                "Nothing was started",
                "apt-get install proftpd-core proftpd-mod-crypto"
            );
        var folder = await ProftpdFolder.PrepareAsync(
            serverFolder,
            Path.GetFullPath(filesFolder),
            options,
            cancellationToken
        );
        for (var attempt = 1; ; attempt++)
        {
            var port =
                options.Port
                ?? (attempt == 1 ? await folder.RememberedPortAsync(cancellationToken) : null)
                ?? FreePort.Next();
            await folder.ConfigureAsync(port, cancellationToken);
            var process = GuardedProcess.Start(
                program,
                ["--nodaemon", "--quiet", "--config", folder.Configuration],
                workingDirectory: "/"
            );
            var server = new ProftpdServer(process, folder, port, folder.Password);
            if (await server.WaitUntilReadyAsync(cancellationToken))
                return server;
            await server.DisposeAsync();
            if (attempt == 3 || options.Port is not null)
                throw new PenstockException(
                    "ProFTPD did not start",
                    $"{serverFolder}\n{process.Output}{folder.LastLog()}",
                    "Nothing was changed",
                    "penstock doctor"
                );
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task<bool> WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        // Its greeting, not only an open port: another program may have taken the port meanwhile.
        for (var i = 0; i < 200 && !_process.HasExited; i++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                patience.CancelAfter(TimeSpan.FromSeconds(5));
                using var reader = new StreamReader(client.GetStream());
                var hello = await reader.ReadLineAsync(patience.Token);
                return hello is not null
                    && (
                        hello.StartsWith("220", StringComparison.Ordinal)
                        || hello.StartsWith("SSH-2.0", StringComparison.Ordinal)
                    );
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                await Task.Delay(25, cancellationToken);
            }
        }
        return false;
    }
}
