using System.Text.Json.Nodes;
using Penstock.Testing;

namespace Penstock.Cli.Tests;

/// <summary>The retail workflow with partitioned and sorted tables, on the fixture's sources and in a lake and a database of its own.</summary>
[Collection("runs of customer-is-king")]
public sealed class PartitionedWorkflowTests(CliFixture cli)
{
    private static readonly string Original = Path.Combine(Repository.Root, "workflows", "customer-is-king");

    [Fact]
    public async Task Partitioned_and_sorted_tables_are_compared_between_runs_and_come_out_equal_of_a_replay_from_landing()
    {
        using var folder = new TestFolder();
        foreach (var file in Directory.EnumerateFiles(Original, "*", SearchOption.AllDirectories))
            Copy(file, folder[Path.Combine("workflows", "customer-is-king", Path.GetRelativePath(Original, file))]);
        var settings = new Dictionary<string, string>
        {
            ["PENSTOCK__WORKFLOWS"] = folder["workflows"],
            ["PENSTOCK__LAKE__STORE"] = $"file:{folder["lake"]}",
            ["PENSTOCK__LAKE__SCRATCH"] = folder["scratch"],
            ["PENSTOCK__METADATA__CONNECTION"] = await cli.Site.Postgres.CreateDatabaseAsync("partitioned"),
        };
        Write(
            "refined/transactions",
            "partition_by: [month(invoice_date), 'bucket(4, customer_id)']\n-- order_by: [customer_id, invoice_date desc]"
        );
        Write("presentation/fact_transaction", "partition_by: year(invoice_day)");
        var first = await RunAsync();
        var files = JsonNode
            .Parse(await CliAsync("zones", "ls", "--json"))!
            .AsArray()
            .Single(t => (string)t!["zone"]! == "refined" && (string)t["name"]! == "transactions")!["files"]!;
        Assert.True((int)files > 8, $"{files} files");

        Write("refined/transactions", "partition_by: day(invoice_date)");
        Write(
            "presentation/fact_transaction",
            "partition_by: 'bucket(3, stock_code)'",
            "t.invoice_no,",
            "'no ' || t.invoice_no AS invoice_no,"
        );
        var second = await RunAsync();

        var same = await DiffAsync("refined.transactions");
        Assert.Equal((0, 0, 0), ((int)same["added"]!, (int)same["removed"]!, (int)same["changed"]!));
        var other = await DiffAsync("presentation.fact_transaction");
        Assert.Equal(
            (0, 0, 0, (int)same["unchanged"]!),
            ((int)other["added"]!, (int)other["removed"]!, (int)other["unchanged"]!, (int)other["changed"]!)
        );
        var replayed = JsonNode
            .Parse(await CliAsync("replay", "customer-is-king", "--from", "landing", "--json"))!
            .AsArray();
        Assert.All(replayed, t => Assert.Equal("equal", (string)t!["outcome"]!));
        Assert.Contains(replayed, t => (string)t!["table"]! == "refined.transactions");

        async Task<string> RunAsync() =>
            (string)JsonNode.Parse(await CliAsync("run", "customer-is-king", "--json"))!["run"]!["id"]!;

        async Task<JsonNode> DiffAsync(string table) =>
            JsonNode.Parse(await CliAsync("diff", table, first, second, "--json"))!;

        async Task<string> CliAsync(params string[] words)
        {
            var result = await cli.RunWithAsync(settings, words);
            Assert.True(result.ExitCode == 0, result.Error + result.Output);
            return result.Output;
        }

        void Write(string model, string config, string from = "-", string to = "-") =>
            File.WriteAllText(
                folder[$"workflows/customer-is-king/models/{model}.sql"],
                File.ReadAllText(Path.Combine(Original, "models", $"{model}.sql"))
                    .Replace("-- owner: sales-data\n", $"-- owner: sales-data\n-- {config}\n", StringComparison.Ordinal)
                    .Replace(from, to, StringComparison.Ordinal)
            );
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Copy(from, to);
    }
}
