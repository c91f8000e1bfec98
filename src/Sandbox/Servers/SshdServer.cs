using System.Net;
using System.Net.Sockets;
using Penstock.Core.Errors;
using Penstock.Core.Processes;

namespace Penstock.Sandbox.Servers;

/// <summary>
/// A private OpenSSH server from the Debian package: on loopback, own host key, SFTP and nothing else, read-only, for the current
/// user with a generated key. Passwords are asked for but none is right: the sandbox changes no account of the machine.
/// </summary>
public sealed class SshdServer : IAsyncDisposable
{
    private readonly GuardedProcess _process;

    private SshdServer(GuardedProcess process, int port, string hostKeyFingerprint, string privateKey)
    {
        _process = process;
        Port = port;
        HostKeyFingerprint = hostKeyFingerprint;
        PrivateKey = privateKey;
    }

    /// <summary>The loopback port it listens on.</summary>
    public int Port { get; }

    /// <summary>Who may log in: the user of this process.</summary>
    public string User { get; } = Environment.UserName;

    /// <summary>The user's private key, text.</summary>
    public string PrivateKey { get; }

    /// <summary>The host key's fingerprint: <c>SHA256:…</c>.</summary>
    public string HostKeyFingerprint { get; }

    /// <summary>Starts a server.</summary>
    /// <param name="serverFolder">Where keys and configuration live.</param>
    /// <param name="keyType">The kind of host and client key: <c>ed25519</c>, <c>rsa</c> or <c>ecdsa</c>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="PenstockException">OpenSSH is not installed or does not start; with its last lines.</exception>
    public static async Task<SshdServer> StartAsync(
        string serverFolder,
        string keyType = "ed25519",
        CancellationToken cancellationToken = default
    )
    {
        const string program = "/usr/sbin/sshd";
        if (!File.Exists(program))
            throw new PenstockException(
                "OpenSSH's server is not installed",
                program,
                "Nothing was started",
                "apt-get install openssh-server"
            );
        var folder = Path.GetFullPath(serverFolder);
        Directory.CreateDirectory(folder);
        if (Environment.UserName == "root")
            Directory.CreateDirectory("/run/sshd"); // Its empty folder for separated privileges.
        await EnsureKeyAsync(Path.Combine(folder, "host_key"), keyType, cancellationToken);
        await EnsureKeyAsync(Path.Combine(folder, "client_key"), keyType, cancellationToken);
        var fingerprint = await FingerprintAsync(Path.Combine(folder, "host_key.pub"), cancellationToken);
        var privateKey = await File.ReadAllTextAsync(Path.Combine(folder, "client_key"), cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort.Next();
            var configuration = Path.Combine(folder, "sshd_config");
            await File.WriteAllTextAsync(configuration, Configuration(folder, port), cancellationToken);
            var process = GuardedProcess.Start(program, ["-D", "-e", "-f", configuration], workingDirectory: "/");
            var server = new SshdServer(process, port, fingerprint, privateKey);
            if (await server.WaitUntilReadyAsync(cancellationToken))
                return server;
            var log = process.Output;
            await server.DisposeAsync();
            if (attempt == 3)
                throw new PenstockException(
                    "OpenSSH's server did not start",
                    $"{folder}\n{log}",
                    "Nothing was changed",
                    "penstock doctor"
                );
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static async Task EnsureKeyAsync(string file, string type, CancellationToken cancellationToken)
    {
        if (File.Exists(file))
            return;
        var made = await CommandLine.RunAsync(
            "ssh-keygen",
            ["-q", "-t", type, "-N", "", "-C", "penstock-sandbox", "-f", file],
            cancellationToken: cancellationToken
        );
        if (made.ExitCode != 0)
            throw new PenstockException(
                "ssh-keygen failed",
                made.Error.Trim(),
                "Nothing was started",
                "apt-get install openssh-client"
            );
    }

    // 256 SHA256:… comment (ED25519)
    private static async Task<string> FingerprintAsync(string file, CancellationToken cancellationToken) =>
        (
            await CommandLine.RunAsync("ssh-keygen", ["-l", "-f", file], cancellationToken: cancellationToken)
        ).Output.Split(' ')[1];

    private static string Configuration(string folder, int port) =>
        $"""
            ListenAddress 127.0.0.1
            Port {port}
            HostKey "{folder}/host_key"
            PidFile none
            AuthorizedKeysFile "{folder}/client_key.pub"
            StrictModes no
            UsePAM no
            UseDNS no
            AllowUsers {Environment.UserName}
            PermitRootLogin yes
            PubkeyAuthentication yes
            PasswordAuthentication yes
            KbdInteractiveAuthentication no
            MaxStartups 100
            AllowTcpForwarding no
            X11Forwarding no
            PermitTTY no
            Subsystem sftp internal-sftp -R
            ForceCommand internal-sftp -R
            """;

    private async Task<bool> WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < 200 && !_process.HasExited; i++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
                using var reader = new StreamReader(client.GetStream());
                return (await reader.ReadLineAsync(cancellationToken))?.StartsWith("SSH-2.0", StringComparison.Ordinal)
                    == true;
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                await Task.Delay(25, cancellationToken);
            }
        }
        return false;
    }
}
