using Penstock.Connectors.FileServers;
using Penstock.Core.Errors;
using Penstock.Testing;
using Servers = Penstock.Connectors.FileServers.FileServers;

namespace Penstock.Connectors.Tests.FileServers;

public sealed class HttpComplianceTests : RemoteFileServerCompliance
{
    protected override async Task<ServedFolder> ServeAsync(TestFolder folder)
    {
        var server = await HttpFolder.StartAsync(folder["files"], "reader", "let-me-in");
        return new ServedFolder(
            new(new Uri($"http://127.0.0.1:{server.Port}/")) { User = "reader", Password = "let-me-in" },
            server
        );
    }

    [Fact]
    public async Task A_list_of_addresses_is_read_instead_of_a_page()
    {
        using var folder = MakeFiles();
        await File.WriteAllTextAsync(folder["files/a.txt"], "a");
        await File.WriteAllTextAsync(folder["files/b.txt"], "bb");
        await using var served = await ServeAsync(folder);
        await using var server = Servers.Open(
            served.Connection with
            {
                Urls = [new Uri(served.Connection.Address, "b.txt")],
            }
        );

        var entry = Assert.Single(await server.ListAsync(await server.ResolveAsync("")));

        Assert.Equal(("b.txt", 2L), (entry.Name, entry.Size));
    }

    [Fact]
    public async Task The_password_is_not_sent_to_another_host()
    {
        using var folder = MakeFiles();
        await using var served = await ServeAsync(folder);
        await using var server = Servers.Open(served.Connection with { Urls = [new Uri("http://example.org/a.txt")] });

        await Assert.ThrowsAsync<UsageException>(() => server.ListAsync(""));
    }
}
