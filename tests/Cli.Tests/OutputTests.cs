using System.Text.Json.Nodes;

namespace Penstock.Cli.Tests;

// Two runs of one workflow at once are refused: the tests that run it take turns.
[Collection("runs of customer-is-king")]
public class OutputTests(CliFixture cli)
{
    [Fact]
    public void A_run_prints_its_journal_as_JSON_to_stdout_and_its_progress_to_stderr()
    {
        Assert.True(cli.FirstRun.ExitCode == 0, cli.FirstRun.Error);
        var printed = JsonNode.Parse(cli.FirstRun.Output)!;
        Assert.Equal("Finished", (string)printed["run"]!["subStatus"]!);
        Assert.Contains(
            printed["activities"]!.AsArray(),
            a => (string)a!["activityName"]! == "PresentationToWarehouse"
        );
        Assert.Contains("PresentationToWarehouse: Completed", cli.FirstRun.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("runs")]
    [InlineData("zones", "ls")]
    [InlineData("zones", "head", "refined.transactions")]
    [InlineData("zones", "history", "refined.transactions")]
    [InlineData("zones", "sql", "SELECT count(*) FROM refined.transactions", "--as-of", "2100-01-01")]
    [InlineData("zones", "sql", "SELECT 'a\nb' AS text, NULL AS nothing, [1, 2] AS list, DATE '2026-11-21' AS day")]
    [InlineData("diff", "refined.transactions", "2100-01-01", "2100-01-02")]
    [InlineData("zones", "compact", "raw.transactions", "--target-size", "64MB")]
    [InlineData("zones", "expire", "raw.transactions", "refined.transactions", "--older-than", "0s", "--keep", "1")]
    [InlineData("zones", "sweep", "--dry-run")]
    [InlineData("zones", "attach", "duckdb")]
    [InlineData("quarantine", "ls")]
    [InlineData("quarantine", "show", "refined.transactions")]
    [InlineData("lineage", "raw.transactions")]
    [InlineData("doctor")]
    [InlineData("migrate")]
    [InlineData("workflows", "ls")]
    public async Task Every_command_prints_nothing_but_JSON_when_asked(params string[] arguments)
    {
        var result = await cli.RunAsync([.. arguments, "--json"]);

        Assert.True(result.ExitCode == 0, result.Error + result.Output);
        Assert.NotNull(JsonNode.Parse(result.Output));
    }

    [Fact]
    public async Task Numbers_that_JSON_has_not_are_texts_in_it()
    {
        var result = await cli.RunAsync(
            "zones",
            "sql",
            "SELECT 'NaN'::DOUBLE AS a, 'Infinity'::DOUBLE AS b, '-Infinity'::DOUBLE AS c",
            "--json"
        );

        Assert.True(result.ExitCode == 0, result.Error);
        foreach (var text in (string[])["\"NaN\"", "\"Infinity\"", "\"-Infinity\""])
            Assert.Contains(text, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Numbers_and_times_are_printed_with_all_their_digits()
    {
        var result = await cli.RunAsync(
            "zones",
            "sql",
            "SELECT 12345678901.25::DOUBLE AS n, TIMESTAMP '2024-01-01 00:00:00.123456' AS t"
        );

        Assert.Contains("12345678901.25", result.Output, StringComparison.Ordinal);
        Assert.Contains("2024-01-01 00:00:00.123456", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_are_printed_as_DuckDB_has_them_whatever_NET_knows()
    {
        const string Sql = """
            SELECT 'infinity'::DATE AS d, '-infinity'::TIMESTAMP AS t, TIMESTAMPTZ '2024-01-01 00:00:00.123456+00' AS z,
              TIMESTAMP_NS '2024-01-01 00:00:00.123456789' AS n, TIME '24:00:00' AS e, TIME '01:02:03.000004' AS s,
              INTERVAL '14 months 3 days 4 seconds' AS i, 170141183460469231731687303715884105727::HUGEINT AS h,
              '\xFFA'::BLOB AS b, 0.1::FLOAT AS f, 1e22 AS g, 5e-324 AS u,
              {'x': ['NaN'::DOUBLE, 1.5], 'y': 'infinity'::DATE} AS r, MAP {'k': 'Infinity'::DOUBLE} AS m, 1 AS q, 2 AS q
            """;
        var table = (await cli.RunAsync("zones", "sql", Sql)).Output;
        var json = await cli.RunAsync("zones", "sql", Sql, "--json");

        string[] printed =
        [
            " infinity ",
            " -infinity ",
            "2024-01-01 00:00:00.123456+00 ",
            "2024-01-01 00:00:00.123456789 ",
            " 24:00:00 ",
            " 01:02:03.000004 ",
            " 1 year 2 months 3 days 00:00:04 ",
            " 170141183460469231731687303715884105727 ",
            @" \xFFA ",
            " 0.1 ",
            """ {"x":["NaN",1.5],"y":"infinity"} """,
            """ [{"key":"k","value":"Infinity"}] """,
        ];
        Assert.All(printed, text => Assert.Contains(text, table, StringComparison.Ordinal));
        Assert.True(json.ExitCode == 0, json.Error);
        var row = JsonNode.Parse(json.Output)![0]!;
        Assert.Equal(["infinity", "-infinity"], [(string)row["d"]!, (string)row["t"]!]);
        Assert.Equal("2024-01-01T00:00:00.123456+00:00", (string)row["z"]!);
        Assert.Equal("2024-01-01 00:00:00.123456789", (string)row["n"]!);
        Assert.Equal("170141183460469231731687303715884105727", row["h"]!.ToJsonString());
        Assert.Equal((1e22, 5e-324), ((double)row["g"]!, (double)row["u"]!));
        Assert.Equal("""{"x":["NaN",1.5],"y":"infinity"}""", row["r"]!.ToJsonString());
        Assert.Equal((1, 2), ((int)row["q"]!, (int)row["q_1"]!));
    }

    [Fact]
    public async Task Status_takes_the_id_that_run_printed()
    {
        var result = await cli.RunAsync("status", cli.RunId, "--json");

        Assert.Equal(cli.RunId, (string)JsonNode.Parse(result.Output)!["run"]!["id"]!);
    }

    [Fact]
    public async Task Lineage_reaches_from_the_source_to_the_warehouse()
    {
        var printed = JsonNode.Parse((await cli.RunAsync("lineage", "refined.transactions", "--json")).Output)!;

        Assert.Contains(
            printed["upstream"]!.AsArray(),
            e => ((string)e!["from"]!["namespace"]!).StartsWith("mongodb://", StringComparison.Ordinal)
        );
        Assert.Contains(
            printed["downstream"]!.AsArray(),
            e => ((string)e!["to"]!["name"]!).EndsWith("warehouse.fact_transaction", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_query_s_rows_are_JSON_objects_by_column()
    {
        var result = await cli.RunAsync("zones", "sql", "SELECT count(*) AS n FROM raw.transactions", "--json");

        Assert.Equal(cli.Site.Rows.Count, (long)Assert.Single(JsonNode.Parse(result.Output)!.AsArray())!["n"]!);
    }

    [Fact]
    public async Task Without_JSON_stdout_holds_only_the_data_and_lines_are_not_wrapped()
    {
        var result = await cli.RunAsync("run", "customer-is-king");

        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain("penstock:", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', result.Output + result.Error);
        Assert.All(
            result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => Assert.StartsWith("penstock: ", line, StringComparison.Ordinal)
        );
    }
}
