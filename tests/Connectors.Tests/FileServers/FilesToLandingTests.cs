using Penstock.Connectors.FileServers;
using Penstock.Core.Steps;
using Penstock.Sandbox.Servers;
using Penstock.Testing;

namespace Penstock.Connectors.Tests.FileServers;

public class FilesToLandingTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Files_of_an_ftp_server_land_byte_for_byte_and_a_second_run_copies_nothing()
    {
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder["files"]);
        for (var i = 0; i < 20; i++) await File.WriteAllBytesAsync(folder[$"files/{i}.pdf"], [.. Enumerable.Repeat((byte)i, 1000 * i)]);
        await using var server = await ProftpdServer.StartAsync(folder["server"], folder["files"]);
        await using var lake = await TestLake.CreateAsync(postgres, folder);
        var step = new FilesToLanding(lake.Lake, new(new Uri($"ftp://127.0.0.1:{server.Port}/")) { User = server.User, Password = server.Password });

        var first = await step.RunAsync(new("procedures") { Include = ["*.pdf"] }, StepContext.Standalone("FilesToLanding1"));
        var second = await step.RunAsync(new("procedures") { Include = ["*.pdf"] }, StepContext.Standalone("FilesToLanding1"));

        Assert.Equal((20, 20, 20), (first.Listed, first.Landed, first.Published));
        Assert.Equal((20, 0, 0, 0L), (second.Listed, second.Landed, second.Published, second.Bytes));
        var landed = await lake.ReadAsync("procedures");
        for (var i = 0; i < 20; i++) Assert.Equal(await File.ReadAllBytesAsync(folder[$"files/{i}.pdf"]), landed[$"ftp://127.0.0.1:{server.Port}/{i}.pdf"]);
    }
}
