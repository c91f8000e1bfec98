using System.Globalization;
using System.Text.Json.Nodes;
using Penstock.Testing;

namespace Penstock.Cli.Tests;

/// <summary>dbt's classic example as a workflow here, with the commands of docs/reference/models.md.</summary>
[Collection("runs of customer-is-king")]
public class JaffleShopTests(CliFixture cli)
{
    private static readonly string Shop = Path.Combine(Repository.Root, "workflows", "jaffle-shop");

    [Fact]
    public async Task Every_customer_has_the_orders_and_payments_of_the_files()
    {
        Assert.Equal(0, (await cli.RunAsync("models", "build", "jaffle-shop")).ExitCode);

        var orders = Read("raw_orders").ToDictionary(o => o[0], o => o[1]);
        var paid = Read("raw_payments")
            .GroupBy(p => orders[p[1]])
            .ToDictionary(g => g.Key, g => g.Sum(p => decimal.Parse(p[3], CultureInfo.InvariantCulture)) / 100);
        var expected = Read("raw_customers")
            .Select(c => $"{c[0]} {orders.Values.Count(o => o == c[0])} {paid.GetValueOrDefault(c[0]):0.00}");
        var rows = JsonNode
            .Parse(
                (
                    await cli.RunAsync(
                        "zones",
                        "sql",
                        "SELECT * FROM presentation.customers ORDER BY customer_id",
                        "--json"
                    )
                ).Output
            )!
            .AsArray();
        Assert.Equal(
            expected,
            rows.Select(r =>
                $"{r!["customer_id"]} {r["number_of_orders"]?.ToString() ?? "0"} {(r["customer_lifetime_value"] is { } value ? decimal.Parse(value.ToString(), CultureInfo.InvariantCulture) : 0):0.00}"
            )
        );
        Assert.Contains(
            "0 made, 5 unchanged",
            (await cli.RunAsync("models", "build", "jaffle-shop")).Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_commands_of_the_documentation_run()
    {
        var page = await File.ReadAllLinesAsync(
            Path.Combine(Repository.Root, "docs", "reference", "models.md"),
            TestContext.Current.CancellationToken
        );
        using var folder = new TestFolder();
        foreach (var line in page.Where(l => l.StartsWith("penstock models ", StringComparison.Ordinal)))
        {
            var words = line.Split('#')[0]
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..]
                .Select(w => w == "models.html" ? folder["models.html"] : w);
            var result = await cli.RunAsync([.. words]);
            Assert.True(result.ExitCode == 0, $"{line}\n{result.Error}");
        }
        Assert.Contains(
            "presentation.customers",
            await File.ReadAllTextAsync(folder["models.html"], TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_workflow_runs_it_too_and_lineage_reaches_the_files()
    {
        var result = await cli.RunAsync("run", "jaffle-shop");

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains(
            "landing.seeds",
            (await cli.RunAsync("lineage", "presentation.customers", "--json")).Output,
            StringComparison.Ordinal
        );
    }

    private static IEnumerable<string[]> Read(string seed) =>
        File.ReadLines(Path.Combine(Shop, "seeds", $"{seed}.csv")).Skip(1).Select(l => l.Split(','));
}
