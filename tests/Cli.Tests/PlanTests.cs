using System.Text.Json.Nodes;
using Penstock.Sandbox.Retail;
using Penstock.Testing;

namespace Penstock.Cli.Tests;

/// <summary>What a run would do, before it does it, on a site of its own.</summary>
public sealed class PlanTests
{
    [Fact]
    public async Task A_plan_says_what_a_run_will_do_writes_nothing_and_is_scored_by_the_run()
    {
        await using var site = await RetailSite.StartAsync([.. RetailGenerator.Generate(new RetailOptions(500))]);
        Task<Core.Processes.CommandLine.Result> Cli(params string[] words) =>
            CliFixture.BareAsync(new Dictionary<string, string>(), [.. words, "--config", site.ConfigurationFile]);

        var first = await Cli("plan", "customer-is-king", "--json");
        var nothing = await CountAsync(
            site,
            "SELECT (SELECT count(*) FROM lake.landing_object) + (SELECT count(*) FROM lake.snapshot) + (SELECT count(*) FROM workflow.run) + (SELECT count(*) FROM lineage.event)"
        );
        var run = await Cli("run", "customer-is-king", "--plan", "--json");
        var second = await Cli("plan", "customer-is-king", "--json");
        var read = await Cli("plan", "customer-is-king");
        var status = await Cli("status", (string)JsonNode.Parse(run.Output)!["run"]!["id"]!);

        Assert.True(first.ExitCode == 0, first.Error);
        var steps = JsonNode.Parse(first.Output)!.AsArray().ToDictionary(s => (string)s!["name"]!, s => s!["plan"]);
        Assert.Equal(8, steps.Count);
        Assert.All(steps.Values, plan => Assert.True((bool)plan!["runs"]!));
        Assert.Equal(500, (int)steps["TransactionsToLanding"]!["rows"]!);
        Assert.Equal(500, (int)steps["TransactionsToRaw"]!["rows"]!);
        Assert.Null(steps["TransactionsToRefined"]!["rows"]); // Never made: nothing to tell it from.
        Assert.Equal(0L, nothing);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(8L, await CountAsync(site, "SELECT count(*) FROM core.planned_step WHERE would_run AND did_run"));
        Assert.Equal(
            0L,
            await CountAsync(
                site,
                "SELECT count(*) FROM core.planned_step WHERE name IN ('TransactionsToLanding', 'TransactionsToRaw', 'ProceduresToLanding') AND rows <> actual_rows"
            )
        );
        Assert.Contains("right about 8 of 8 steps", status.Error, StringComparison.Ordinal);

        Assert.All(JsonNode.Parse(second.Output)!.AsArray(), s => Assert.False((bool)s!["plan"]!["runs"]!));
        Assert.Contains(
            "nothing it is made from has changed",
            read.Output.ReplaceLineEndings(" "),
            StringComparison.Ordinal
        );
        Assert.Contains("0 steps would work, 8 would find nothing new", read.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_whose_source_is_not_there_fails_as_the_run_would()
    {
        await using var site = await RetailSite.StartAsync([.. RetailGenerator.Generate(new RetailOptions(10))]);

        var result = await CliFixture.BareAsync(
            new Dictionary<string, string> { ["PENSTOCK__SOURCES__SHOP__URL"] = "mongodb://127.0.0.1:1/" },
            "plan",
            "customer-is-king",
            "--config",
            site.ConfigurationFile
        );

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("127.0.0.1:1", result.Error, StringComparison.Ordinal);
    }

    private static async Task<long> CountAsync(RetailSite site, string sql)
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(site.Connection);
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
