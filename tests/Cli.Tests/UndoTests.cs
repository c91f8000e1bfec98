using System.Text.Json.Nodes;

namespace Penstock.Cli.Tests;

[Collection("runs of customer-is-king")]
public class UndoTests(CliFixture cli)
{
    [Fact]
    public async Task A_run_that_is_undone_is_run_again_to_the_same_tables()
    {
        var before = await CountsAsync();
        var told = await cli.RunAsync("undo", cli.RunId, "--dry-run", "--json");
        Assert.Equal(before, await CountsAsync());

        var undone = await cli.RunAsync("undo", cli.RunId, "--json");
        var listed = await cli.RunAsync("zones", "ls");
        var again = await cli.RunAsync("run", "customer-is-king");

        Assert.True(undone.ExitCode == 0, undone.Error);
        var (dry, done) = (JsonNode.Parse(told.Output)!, JsonNode.Parse(undone.Output)!);
        Assert.Equal(dry["tables"]!.ToJsonString(), done["tables"]!.ToJsonString());
        Assert.Contains(done["tables"]!.AsArray(), t => (string)t!["table"]! == "refined.transactions");
        Assert.Contains(done["stale"]!.AsArray(), s => ((string)s!["name"]!).EndsWith("warehouse.fact_transaction", StringComparison.Ordinal));
        Assert.Equal(["procedures", "transactions"], done["feeds"]!.AsObject().Select(f => f.Key).Order());
        Assert.Contains("warehouse.fact_transaction, made from what run", listed.Error, StringComparison.Ordinal);
        Assert.True(again.ExitCode == 0, again.Error);
        Assert.Equal(before, await CountsAsync());
        Assert.DoesNotContain("stale", (await cli.RunAsync("zones", "ls")).Error, StringComparison.Ordinal);
        Assert.Equal(2, (await cli.RunAsync("undo", cli.RunId)).ExitCode);
    }

    // Objects of landing are counted too: what was loaded again was not landed twice.
    private async Task<string> CountsAsync()
    {
        var tables = JsonNode.Parse((await cli.RunAsync("zones", "ls", "--json")).Output)!.AsArray();
        return string.Join('\n', tables.Select(t => $"{t!["zone"]}.{t["name"]} {t["rows"]} {(t["zone"]!.ToString() == "landing" ? t["files"] : null)}"));
    }
}
