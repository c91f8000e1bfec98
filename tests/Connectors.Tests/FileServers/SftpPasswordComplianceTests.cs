using System.Security.Cryptography;
using Penstock.Connectors.FileServers;
using Penstock.Core.Processes;
using Penstock.Sandbox.Servers;
using Penstock.Testing;

namespace Penstock.Connectors.Tests.FileServers;

/// <summary>Another server (ProFTPD's mod_sftp), logging in with a password.</summary>
public sealed class SftpPasswordComplianceTests : RemoteFileServerCompliance
{
    protected override async Task<ServedFolder> ServeAsync(TestFolder folder)
    {
        var server = await ProftpdServer.StartAsync(
            folder["server"],
            folder["files"],
            new ProftpdOptions { Sftp = true }
        );
        var connection = new FileServerConnection(new Uri($"sftp://127.0.0.1:{server.Port}/"))
        {
            User = server.User,
            Password = server.Password,
            HostKeyFingerprint = await FingerprintAsync(server.HostKeyFile),
        };
        return new ServedFolder(connection, server);
    }

    private static async Task<string> FingerprintAsync(string keyFile)
    {
        var key = await CommandLine.RunAsync("ssh-keygen", ["-y", "-f", keyFile]);
        return "SHA256:"
            + Convert
                .ToBase64String(SHA256.HashData(Convert.FromBase64String(key.Output.Split(' ')[1].Trim())))
                .TrimEnd('=');
    }
}
