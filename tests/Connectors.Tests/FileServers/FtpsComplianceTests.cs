using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Penstock.Connectors.FileServers;
using Penstock.Core.Errors;
using Penstock.Sandbox.Servers;
using Penstock.Testing;
using Servers = Penstock.Connectors.FileServers.FileServers;

namespace Penstock.Connectors.Tests.FileServers;

public sealed class FtpsComplianceTests : RemoteFileServerCompliance
{
    protected override async Task<ServedFolder> ServeAsync(TestFolder folder)
    {
        var server = await ProftpdServer.StartAsync(
            folder["server"],
            folder["files"],
            new ProftpdOptions { RequireTls = true }
        );
        var connection = new FileServerConnection(new Uri($"ftps://127.0.0.1:{server.Port}/"))
        {
            User = server.User,
            Password = server.Password,
            CaFile = server.CertificateFile,
        };
        return new ServedFolder(connection, server);
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused_before_the_password_is_sent()
    {
        using var folder = MakeFiles();
        await using var served = await ServeAsync(folder);
        foreach (
            var connection in new[]
            {
                served.Connection with
                {
                    CaFile = null,
                },
                served.Connection with
                {
                    CertificateFingerprint = new string('0', 64),
                },
            }
        )
        {
            await using var server = Servers.Open(connection);
            var error = await Assert.ThrowsAsync<PenstockException>(() => server.ResolveAsync(""));
            Assert.Contains("not the one to trust", error.Message, StringComparison.Ordinal);
            Assert.Contains("certificateFile", error.Next, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_pinned_certificate_is_trusted()
    {
        using var folder = MakeFiles();
        await using var served = await ServeAsync(folder);
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(served.Connection.CaFile!);
        var pin = Convert.ToHexString(SHA256.HashData(certificate.RawData));
        await using var server = Servers.Open(served.Connection with { CaFile = null, CertificateFingerprint = pin });

        Assert.Empty(await server.ListAsync(await server.ResolveAsync("")));
    }

    [Fact]
    public async Task A_server_without_tls_gets_no_password()
    {
        using var folder = MakeFiles();
        await using var plain = await ProftpdServer.StartAsync(
            folder["plain"],
            folder["files"],
            new ProftpdOptions { HasTls = false }
        );
        await using var server = Servers.Open(
            new(new Uri($"ftps://127.0.0.1:{plain.Port}/")) { User = plain.User, Password = plain.Password }
        );

        var error = await Assert.ThrowsAsync<PenstockException>(() => server.ResolveAsync(""));
        Assert.Contains("does not offer TLS", error.Message, StringComparison.Ordinal);
    }
}
