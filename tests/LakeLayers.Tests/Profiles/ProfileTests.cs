using System.Text.Json.Nodes;
using Penstock.LakeLayers.Models;
using Penstock.LakeLayers.Tables;
using Penstock.Testing;
using Penstock.Testing.Specification;

namespace Penstock.LakeLayers.Profiles;

public class ProfileTests(PostgresFixture postgres)
{
    private static readonly TableName Sales = TableName.Parse("refined.sales");

    private async Task<ModelWorld> WorldAsync(string raw, string contract = "properties: [{name: id}]")
    {
        var world = await ModelWorld.CreateAsync(postgres);
        await world.PublishAsync("raw.sales", raw);
        world.Project.Model("refined.sales", "FROM {{ source('raw', 'sales') }}").Contract("refined.sales", contract);
        return world;
    }

    private static async Task<RecordedProfile> LastAsync(ModelWorld world) =>
        (await new ProfileQueries(world.Lake).LastAsync(Sales))[0];

    private static async Task<JsonNode> OutputAsync(ModelWorld world)
    {
        var text = (string)
            (
                await world.AskAsync(
                    "SELECT event::text FROM lineage.event WHERE event_type = 'COMPLETE' ORDER BY id DESC LIMIT 1"
                )
            )!;
        Assert.Empty(EventCheck.Faults(JsonNode.Parse(text)!));
        return JsonNode.Parse(text)!["outputs"]!.AsArray().First(o => (string?)o!["name"] == "refined.sales")![
            "facets"
        ]!;
    }

    [Fact]
    public async Task Each_run_keeps_figures_of_the_columns_that_it_wrote()
    {
        await using var world = await WorldAsync(
            """
            SELECT i AS id, CASE WHEN i % 4 = 0 THEN NULL ELSE (i % 10)::DECIMAL(18,4) END AS price, 'c' || (i % 3) AS country, DATE '2026-01-01' + i::INTEGER AS day, [i] AS list, 'k' AS _landing_key
            FROM range(1000) t(i)
            """
        );
        await world.RunAsync();

        var profile = (await LastAsync(world)).Profile;

        Assert.Equal((1000, 1000), (profile.Rows, profile.SampledRows));
        Assert.Equal(["id", "price", "country", "day", "list"], profile.Columns.Select(c => c.Column));
        var price = profile.Columns[1];
        Assert.Equal((250L, "0.0000", "9.0000"), (price.Nulls, price.Least, price.Greatest));
        Assert.InRange(price.Mean!.Value, 4, 5.5);
        Assert.InRange(price.Quantiles["0.5"], 4, 6);
        Assert.InRange(profile.Columns[0].Distinct!.Value, 900, 1000);
        Assert.Equal(["c0", "c1", "c2"], profile.Columns[2].TopValues.Order());
        Assert.Equal(("2026-01-01", "2028-09-26"), (profile.Columns[3].Least, profile.Columns[3].Greatest));
        Assert.Null(profile.Columns[4].Distinct);
    }

    [Fact]
    public async Task Lineage_events_carry_figures_rules_and_tests()
    {
        await using var world = await WorldAsync(
            "SELECT i AS id, i - 1 AS price FROM range(10) t(i)",
            """
            properties:
              - {name: price, logicalTypeOptions: {minimum: 0}}
            quality:
              - {name: cheap, type: custom, engine: duckdb, implementation: price < 5, severity: warning}
            """
        );
        world.Project.Write("models/refined/sales.yml", "columns: [{name: id, tests: [unique]}]");
        await world.RunAsync(new RunModelsOptions(world.Project.Path) { WithTests = true });

        var facets = await OutputAsync(world);

        var metrics = facets["dataQualityMetrics"]!;
        Assert.Equal(
            (9L, 0L, 8d),
            (
                (long)metrics["rowCount"]!,
                (long)metrics["columnMetrics"]!["price"]!["nullCount"]!,
                (double)metrics["columnMetrics"]!["price"]!["max"]!
            )
        );
        Assert.NotNull(metrics["columnMetrics"]!["price"]!["quantiles"]!["0.5"]);
        var assertions = facets["dataQualityAssertions"]!["assertions"]!.AsArray();
        Assert.Equal(
            ["price.minimum price error False", "cheap  warn False", "unique_sales_id id error True"],
            assertions.Select(a => $"{a!["assertion"]} {a["column"]} {a["severity"]} {a["success"]!.GetValue<bool>()}")
        );
    }

    [Fact]
    public async Task Of_personal_data_no_values_are_kept()
    {
        await using var world = await WorldAsync(
            "SELECT 'Ada ' || i AS id FROM range(10) t(i)",
            "properties: [{name: id, classification: personal}]"
        );
        await world.RunAsync();

        var column = (await LastAsync(world)).Profile.Columns[0];

        Assert.Equal((0L, null, null), (column.Nulls, column.Least, column.Greatest));
        Assert.Empty(column.TopValues);
        Assert.DoesNotContain(
            "Ada",
            (string)(await world.AskAsync("SELECT string_agg(event::text, '') FROM lineage.event"))!,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_large_file_is_sampled_and_its_distinct_values_are_estimated()
    {
        await using var world = await WorldAsync(
            "SELECT i AS id, i % 100 AS country, i // 1000 AS block FROM range(400000) t(i)"
        );
        await world.RunAsync();

        var profile = (await LastAsync(world)).Profile;

        Assert.InRange(profile.SampledRows, 30_000, 60_000);
        Assert.InRange(profile.Columns[0].Distinct!.Value, 320_000, 400_000);
        Assert.InRange(profile.Columns[1].Distinct!.Value, 90, 110);
        Assert.InRange(profile.Columns[0].Quantiles["0.5"], 180_000, 220_000);
        Assert.Equal(("0", "399999"), (profile.Columns[0].Least, profile.Columns[0].Greatest));
    }

    [Fact]
    public async Task A_workflow_can_do_without_profiles()
    {
        await using var world = await WorldAsync("SELECT 1 AS id");
        world.Project.Write("models.yml", "profiles: false");
        await world.RunAsync();

        Assert.Empty(await new ProfileQueries(world.Lake).LastAsync(Sales));
        Assert.Null((await OutputAsync(world))["dataQualityMetrics"]);
    }

    [Fact]
    public async Task What_moved_beyond_its_threshold_is_drift()
    {
        await using var world = await WorldAsync(
            "SELECT i AS id, i % 100 AS price, 'x' AS country FROM range(1000) t(i)"
        );
        await world.RunAsync();
        await world.PublishAsync("raw.sales", "SELECT i AS id, i % 100 AS price, 'x' AS country FROM range(1100) t(i)");
        await world.RunAsync();
        var recorded = await new ProfileQueries(world.Lake).LastAsync(Sales);
        Assert.Equal(2, recorded.Count);
        Assert.Empty(ProfileDrift.Of(recorded[0].Profile, [recorded[1].Profile]));
        await world.PublishAsync(
            "raw.sales",
            "SELECT i AS id, 200 + i % 100 AS price, CASE WHEN i % 5 > 0 THEN 'x' END AS country FROM range(1100) t(i)"
        );
        await world.RunAsync();

        recorded = await new ProfileQueries(world.Lake).LastAsync(Sales);

        Assert.Equal(
            ["price mean", "price median", "country nulls"],
            ProfileDrift
                .Of(recorded[0].Profile, [.. recorded.Skip(1).Select(r => r.Profile)])
                .Select(d => $"{d.Column} {d.Figure}")
        );
    }

    [Fact]
    public async Task Extreme_and_missing_values_are_profiled_too()
    {
        await using var world = await WorldAsync(
            """
            SELECT 'nan'::DOUBLE AS nan, 'infinity'::DOUBLE AS inf, NULL::INTEGER AS missing, chr(0) || 'a' AS nul, '\xAA'::BLOB AS bytes, true AS flag, {'a': 1} AS nested,
                170141183460469231731687303715884105727::HUGEINT AS huge, repeat('x', 1000) AS id, uuid() AS key, TIMESTAMPTZ '2026-01-01 00:00:00+00' AS at, TIME '10:00' AS clock
            """
        );
        world.Project.Model("refined.sales", "SELECT * EXCLUDE (huge) FROM {{ source('raw', 'sales') }}");
        await world.RunAsync();

        var profile = (await LastAsync(world)).Profile;

        Assert.Equal(11, profile.Columns.Count);
        Assert.Equal(1L, profile.Columns.Single(c => c.Column == "missing").Nulls);
        Assert.Equal(100, profile.Columns.Single(c => c.Column == "id").TopValues[0].Length);
        await OutputAsync(world);
    }
}
