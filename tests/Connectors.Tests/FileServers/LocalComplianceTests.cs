using Penstock.Connectors.FileServers;
using Penstock.Testing;
using Servers = Penstock.Connectors.FileServers.FileServers;

namespace Penstock.Connectors.Tests.FileServers;

public sealed class LocalComplianceTests : FileServerCompliance
{
    protected override Task<ServedFolder> ServeAsync(TestFolder folder) =>
        Task.FromResult(new ServedFolder(new(new Uri($"file://{folder["files"]}"))));

    [Fact]
    public async Task A_link_to_a_folder_is_left_out_and_a_link_to_a_file_is_the_file()
    {
        using var folder = MakeFiles();
        await File.WriteAllTextAsync(folder["target"], "twelve bytes");
        File.CreateSymbolicLink(folder["files/link"], folder["target"]);
        Directory.CreateSymbolicLink(folder["files/circle"], folder["files"]);
        await using var server = Servers.Open(new(new Uri($"file://{folder["files"]}")));

        var entry = Assert.Single(await server.ListAsync(await server.ResolveAsync("")));

        Assert.Equal(("link", 12L), (entry.Name, entry.Size));
    }
}
