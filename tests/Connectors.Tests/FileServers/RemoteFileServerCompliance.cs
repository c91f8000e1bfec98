using Penstock.Connectors.FileServers;
using Penstock.Core.Errors;
using Penstock.Core.Processes;
using Servers = Penstock.Connectors.FileServers.FileServers;

namespace Penstock.Connectors.Tests.FileServers;

/// <summary>What backends promise that reach over a network and log in.</summary>
public abstract class RemoteFileServerCompliance : FileServerCompliance
{
    [Fact]
    public async Task A_wrong_password_is_refused_for_good_and_never_shown()
    {
        using var folder = MakeFiles();
        await using var served = await ServeAsync(folder);
        await using var server = Servers.Open(
            served.Connection with
            {
                Password = "not-the-password",
                PrivateKey = null,
            }
        );

        var error = await Assert.ThrowsAsync<PenstockException>(() => ListAsync(server));

        Assert.Contains("refused the login", error.Message, StringComparison.Ordinal);
        Assert.Contains($"'{served.Connection.User}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("penstock doctor", error.Next, StringComparison.Ordinal);
        Assert.False(error.IsTransient);
        Assert.DoesNotContain(
            "not-the-password",
            $"{error} {served.Connection with { Password = "not-the-password" }}",
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_server_that_is_not_there_may_be_there_later()
    {
        using var folder = MakeFiles();
        await using var served = await ServeAsync(folder);
        var address = new UriBuilder(served.Connection.Address) { Port = FreePort.Next() }.Uri;
        await using var server = Servers.Open(served.Connection with { Address = address });

        var error = await Assert.ThrowsAsync<TransientException>(() => ListAsync(server));

        Assert.Contains("cannot be reached", error.Message, StringComparison.Ordinal);
        Assert.Contains($":{address.Port}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silent_server_is_given_up()
    {
        using var folder = MakeFiles();
        await using var served = await ServeAsync(folder);
        await using var silent = new SilentServer();
        var connection = served.Connection with
        {
            ConnectTimeout = TimeSpan.FromSeconds(1),
            IdleTimeout = TimeSpan.FromSeconds(1),
        };
        await using var server = Servers.Open(
            connection with
            {
                Address = new UriBuilder(connection.Address) { Port = silent.Port }.Uri,
            }
        );

        await Assert.ThrowsAsync<TransientException>(() => ListAsync(server));
    }

    private static async Task<IReadOnlyList<FileEntry>> ListAsync(IFileServer server) =>
        await server.ListAsync(await server.ResolveAsync(""));
}
