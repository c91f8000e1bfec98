using System.Text.Json.Nodes;
using Penstock.Core.Processes;
using Penstock.Testing;

namespace Penstock.Cli.Tests;

/// <summary>The commands of docs/how-to/personal-data.md, on a site of their own: an erasure cannot be taken back.</summary>
[Collection("runs of customer-is-king")]
public class ForgetTests
{
    private static readonly Dictionary<string, string> Key = new()
    {
        ["PENSTOCK__PRIVACY__KEY"] = "a secret of tests that nobody else has",
    };

    [Fact]
    public async Task The_commands_of_the_documentation_forget_a_customer_and_nobody_else()
    {
        await using var site = await RetailSite.StartAsync([
            .. Sandbox.Retail.RetailGenerator.Generate(new Sandbox.Retail.RetailOptions(600)),
        ]);
        using var folder = new TestFolder();
        Assert.Equal(0, (await RunAsync("run", "customer-is-king")).ExitCode);
        var customers = await RowsAsync(
            "SELECT customer_id AS id, count(*) AS n FROM refined.transactions WHERE customer_id IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"
        );
        var (subject, sales) = (customers[0]!["id"]!.ToString(), (long)customers[0]!["n"]!);
        var others = await RowsAsync(
            $"SELECT * FROM presentation.fact_transaction WHERE customer_id IS DISTINCT FROM {subject} ORDER BY ALL"
        );
        var page = (
            await File.ReadAllLinesAsync(
                Path.Combine(Repository.Root, "docs", "how-to", "personal-data.md"),
                TestContext.Current.CancellationToken
            )
        )
            .Where(l => l.StartsWith("penstock forget", StringComparison.Ordinal))
            .Select(l =>
                l.Replace("17850", subject, StringComparison.Ordinal)
                    .Replace("forgotten.json", folder["report.json"], StringComparison.Ordinal)
            )
            .ToList();
        Assert.Equal(5, page.Count);

        foreach (var line in page)
        {
            var result = await RunAsync([.. line.Split(' ')[1..]]);
            Assert.True(result.ExitCode == 0, $"{line}\n{result.Output}\n{result.Error}");
        }
        var report = JsonNode.Parse(
            await File.ReadAllTextAsync(folder["report.json"], TestContext.Current.CancellationToken)
        )!["report"]!;
        Assert.Equal(
            sales,
            (long)report["tables"]!.AsArray().Single(t => (string)t!["table"]! == "refined.transactions")!["rows"]!
        );
        Assert.True(report["landing"]!.AsArray().Sum(o => (long)o!["lines"]!) >= sales);
        Assert.Contains(
            report["warehouse"]!.AsArray(),
            t => (string)t!["table"]! == "warehouse.fact_transaction" && (long)t["rows"]! == sales
        );
        Assert.Contains(
            report["warehouse"]!.AsArray(),
            t => (string)t!["table"]! == "warehouse.dim_customer" && (long)t["rows"]! == 1
        );
        Assert.DoesNotContain($"\"{subject}\"", report.ToJsonString(), StringComparison.Ordinal);

        Assert.Equal(
            others.ToJsonString(),
            (await RowsAsync("SELECT * FROM presentation.fact_transaction ORDER BY ALL")).ToJsonString()
        );
        Assert.Contains(
            "nothing of this person is there",
            (await RunAsync("forget", subject)).Error,
            StringComparison.Ordinal
        );
        var trace = await RunAsync(
            "trace",
            "presentation.fact_transaction",
            "--key",
            $"transaction_id={others[0]!["transaction_id"]}"
        );
        Assert.True(trace.ExitCode == 0, trace.Error);
        Assert.Equal(0, (await RunAsync("run", "customer-is-king")).ExitCode);
        Assert.Contains(
            "nothing of this person is there",
            (await RunAsync("forget", subject)).Error,
            StringComparison.Ordinal
        );
        var replay = await RunAsync("replay", "customer-is-king", "--from", "landing");
        Assert.True(replay.ExitCode == 0, replay.Output + replay.Error);

        await File.WriteAllTextAsync(
            folder["report.json"],
            (await File.ReadAllTextAsync(folder["report.json"], TestContext.Current.CancellationToken)).Replace(
                $"\"rows\": {sales}",
                "\"rows\": 0",
                StringComparison.Ordinal
            ),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(1, (await RunAsync("forget", "verify", folder["report.json"])).ExitCode);
        var token = await RunAsync("detokenise", "tok_0123456789abcdef0123456789abcdef", "--reason", "test");
        Assert.Contains("the vault does not have it", token.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("forget", subject, "--erase")).ExitCode);

        Task<CommandLine.Result> RunAsync(params string[] arguments) =>
            CliFixture.BareAsync(Key, [.. arguments, "--config", site.ConfigurationFile]);

        async Task<JsonArray> RowsAsync(string sql)
        {
            var result = await RunAsync("zones", "sql", sql, "--json");
            Assert.True(result.ExitCode == 0, result.Error);
            return JsonNode.Parse(result.Output)!.AsArray();
        }
    }
}
