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
        Assert.Contains(
            done["stale"]!.AsArray(),
            s => ((string)s!["name"]!).EndsWith("warehouse.fact_transaction", StringComparison.Ordinal)
        );
        Assert.Equal(["procedures", "transactions"], done["feeds"]!.AsObject().Select(f => f.Key).Order());
        Assert.Contains("warehouse.fact_transaction, made from what run", listed.Error, StringComparison.Ordinal);
        Assert.True(again.ExitCode == 0, again.Error);
        Assert.Equal(before, await CountsAsync());
        Assert.DoesNotContain("stale", (await cli.RunAsync("zones", "ls")).Error, StringComparison.Ordinal);
        Assert.Equal(2, (await cli.RunAsync("undo", cli.RunId)).ExitCode);
    }

    [Fact]
    public async Task A_replay_from_landing_makes_every_table_equal_and_leaves_nothing_behind()
    {
        await cli.RunAsync("run", "customer-is-king");
        var before = await CountsAsync();

        var result = await cli.RunAsync("replay", "customer-is-king", "--from", "landing", "--json");

        Assert.True(result.ExitCode == 0, result.Error + result.Output);
        var tables = JsonNode
            .Parse(result.Output)!
            .AsArray()
            .ToDictionary(t => (string)t!["table"]!, t => (string)t!["outcome"]!);
        Assert.All(tables.Values, outcome => Assert.Equal("equal", outcome));
        foreach (
            var table in new[]
            {
                "raw.transactions",
                "raw.documents",
                "refined.transactions",
                "quarantine.refined__transactions",
                "warehouse.fact_transaction",
            }
        )
            Assert.Contains(table, tables.Keys);
        Assert.Equal(before, await CountsAsync());
        await using var databases = Npgsql.NpgsqlDataSource.Create(cli.Site.Connection);
        await using var left = databases.CreateCommand(
            "SELECT count(*) FROM pg_database WHERE datname LIKE 'penstock_replay_%'"
        );
        Assert.Equal(0L, await left.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_replay_compares_views_by_the_rows_that_they_give_and_an_undo_brings_back_what_they_were()
    {
        Assert.Equal(0, (await cli.RunAsync("run", "jaffle-shop")).ExitCode);
        var result = await cli.RunAsync("replay", "jaffle-shop", "--from", "landing", "--json");

        Assert.True(result.ExitCode == 0, result.Error + result.Output);
        Assert.Contains("tables and views are equal", result.Error, StringComparison.Ordinal);
        var view = JsonNode.Parse(result.Output)!.AsArray().Single(t => (string)t!["table"]! == "refined.stg_orders")!;
        Assert.Equal(
            ("view", "equal", true),
            ((string)view["kind"]!, (string)view["outcome"]!, (long)view["rows now"]! > 0)
        );

        var history = JsonNode
            .Parse((await cli.RunAsync("zones", "history", "refined.stg_orders", "--json")).Output)!
            .AsArray();
        Assert.Contains("raw_orders", (string)history[0]!["query"]!, StringComparison.Ordinal);
        var undone = await cli.RunAsync("undo", (string)history[0]!["run"]!, "--dry-run");
        Assert.True(undone.ExitCode == 0, undone.Error);
        Assert.Contains("refined.stg_orders", undone.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replay_that_gives_other_rows_says_so_and_fails()
    {
        await cli.RunAsync("run", "customer-is-king");
        await using var warehouse = Npgsql.NpgsqlDataSource.Create(cli.Site.Connection);
        await AddAsync(warehouse, 1);

        var result = await cli.RunAsync("replay", "customer-is-king", "--json");

        await AddAsync(warehouse, -1);
        Assert.Equal(1, result.ExitCode);
        var different = Assert.Single(JsonNode.Parse(result.Output)!.AsArray(), t => (string)t!["outcome"]! != "equal");
        Assert.Equal(
            ("warehouse.fact_transaction", "different"),
            ((string)different!["table"]!, (string)different["outcome"]!)
        );
    }

    private static async Task AddAsync(Npgsql.NpgsqlDataSource warehouse, int more)
    {
        await using var change = warehouse.CreateCommand(
            "UPDATE warehouse.fact_transaction SET quantity = quantity + $1 WHERE transaction_id = (SELECT min(transaction_id) FROM warehouse.fact_transaction)"
        );
        change.Parameters.Add(new() { Value = more });
        await change.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    // Objects of landing are counted too: what was loaded again was not landed twice.
    private async Task<string> CountsAsync()
    {
        var tables = JsonNode.Parse((await cli.RunAsync("zones", "ls", "--json")).Output)!.AsArray();
        return string.Join(
            '\n',
            tables.Select(t =>
                $"{t!["zone"]}.{t["name"]} {t["rows"]} {(t["zone"]!.ToString() == "landing" ? t["files"] : null)}"
            )
        );
    }
}
