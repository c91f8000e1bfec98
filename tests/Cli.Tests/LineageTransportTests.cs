using Penstock.Core.Processes;
using Penstock.Testing;

namespace Penstock.Cli.Tests;

[Collection("runs of customer-is-king")]
public class LineageTransportTests(CliFixture cli)
{
    [Fact]
    public async Task A_run_sends_its_events_to_the_configured_server_and_a_missing_server_fails_no_run()
    {
        var absent = await cli.RunWithAsync(
            Lineage($"http://127.0.0.1:{FreePort.Next()}/api/v1/lineage"),
            "run",
            "customer-is-king"
        );
        Assert.Equal(0, absent.ExitCode);
        Assert.Contains("lineage events could not be delivered", absent.Error, StringComparison.Ordinal);

        await using var server = await LineageServer.StartAsync();
        var present = await cli.RunWithAsync(Lineage(server.Url), "run", "customer-is-king");
        Assert.Equal(0, present.ExitCode);
        Assert.Contains($"{server.Accepted.Count} lineage events delivered", present.Error, StringComparison.Ordinal);
        Assert.Contains(server.Accepted, e => (string)e["run"]!["facets"]!["parent"]!["run"]!["runId"]! == cli.RunId);
    }

    [Fact]
    public async Task An_address_that_cannot_be_fails_no_run_and_is_named()
    {
        var result = await cli.RunWithAsync(Lineage("marquez"), "run", "customer-is-king");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("lineage.url", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_doctor_says_whether_the_server_can_be_used_and_sends_nothing()
    {
        await using var server = await LineageServer.StartAsync();
        var well = await cli.RunWithAsync(Lineage(server.Url), "doctor");
        var ill = await cli.RunWithAsync(Lineage($"http://127.0.0.1:{FreePort.Next()}/api/v1/lineage"), "doctor");

        Assert.Equal((0, 1), (well.ExitCode, ill.ExitCode));
        Assert.Empty(server.Accepted);
        Assert.Contains("lineage server", well.Output, StringComparison.Ordinal);
        Assert.Contains("lineage.url", ill.Output, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Lineage(string url) => new() { ["PENSTOCK__LINEAGE__URL"] = url };
}
