using Penstock.Connectors.FileServers;
using Penstock.Core.Errors;
using Penstock.Sandbox.Servers;
using Penstock.Testing;
using Servers = Penstock.Connectors.FileServers.FileServers;

namespace Penstock.Connectors.Tests.FileServers;

/// <summary>OpenSSH, logging in with a key.</summary>
public sealed class SftpComplianceTests : RemoteFileServerCompliance
{
    protected override async Task<ServedFolder> ServeAsync(TestFolder folder) => await ServeAsync(folder, "ed25519");

    [Fact]
    public async Task An_rsa_key_logs_in()
    {
        using var folder = MakeFiles();
        await using var served = await ServeAsync(folder, "rsa");
        await using var server = Servers.Open(served.Connection);

        Assert.Empty(await server.ListAsync(await server.ResolveAsync("")));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Another_host_key_is_refused_before_login_and_shown(string? fingerprint)
    {
        using var folder = MakeFiles();
        await using var served = await ServeAsync(folder);
        await using var server = Servers.Open(served.Connection with { HostKeyFingerprint = fingerprint });

        var error = await Assert.ThrowsAsync<PenstockException>(async () =>
            await server.ListAsync(await server.ResolveAsync(""))
        );

        Assert.Contains(served.Connection.HostKeyFingerprint!, error.Message, StringComparison.Ordinal);
        Assert.Contains("hostKey of the source", error.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_none_is_a_mistake_of_the_caller()
    {
        using var folder = MakeFiles();
        await using var served = await ServeAsync(folder);
        await using var server = Servers.Open(served.Connection with { PrivateKey = "rubbish" });

        await Assert.ThrowsAsync<UsageException>(async () => await server.ListAsync(await server.ResolveAsync("")));
    }

    private static async Task<ServedFolder> ServeAsync(TestFolder folder, string keyType)
    {
        var server = await SshdServer.StartAsync(folder["server"], keyType);
        var connection = new FileServerConnection(new Uri($"sftp://127.0.0.1:{server.Port}{folder["files"]}"))
        {
            User = server.User,
            PrivateKey = server.PrivateKey,
            HostKeyFingerprint = server.HostKeyFingerprint,
        };
        return new ServedFolder(connection, server);
    }
}
