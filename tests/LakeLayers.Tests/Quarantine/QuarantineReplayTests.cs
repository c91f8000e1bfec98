using Penstock.Core.Errors;
using Penstock.Core.Steps;
using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Models;
using Penstock.LakeLayers.Quarantine.Replaying;
using Penstock.LakeLayers.Tables;
using Penstock.Testing;

namespace Penstock.LakeLayers.Quarantine;

public class QuarantineReplayTests(PostgresFixture postgres)
{
    private const string Strict = """
        properties:
          - {name: id, logicalType: integer, primaryKey: true}
          - {name: price, logicalType: integer, logicalTypeOptions: {minimum: 10}}
          - {name: country, quality: [{metric: invalidValues, arguments: {validValues: [DE, FR]}}]}
        """;

    private static readonly string Looser = Strict.Replace("minimum: 10", "minimum: 0", StringComparison.Ordinal);

    // Keys come twice, so that who is first changes with who is let in; positions are spread over two landing objects.
    private const string Raw = """
        SELECT (i % 70)::INTEGER AS id, CASE WHEN i % 13 = 0 THEN 'ten' ELSE ((i * 7) % 40 - 5)::VARCHAR END AS price, CASE WHEN i % 11 = 0 THEN 'XX' ELSE 'DE' END AS country,
            'landing/' || (i % 2) AS _landing_key, i::BIGINT AS _source_position, TIMESTAMPTZ '2026-01-01 00:00:00+00' AS _ingested_at
        FROM range(100) t(i)
        """;

    private const string Query = """
        SELECT id, try_cast(price AS INTEGER) AS price, price AS _src_price, country, count(*) OVER (PARTITION BY country) AS neighbours, _landing_key, _source_position, _ingested_at
        FROM {{ source('raw', 'sales') }}
        """;

    private const string All = "FROM t ORDER BY ALL",
        Refused =
            "SELECT _reason, _rule, _column, _value, _row, _landing_key, _source_position, _ingested_at FROM t ORDER BY ALL";

    private async Task<ModelWorld> WorldAsync(string query = Query, string contract = Strict, string raw = Raw)
    {
        var world = await ModelWorld.CreateAsync(postgres);
        await world.PublishAsync("raw.sales", raw);
        world.Project.Model("refined.sales", query).Contract("refined.sales", contract);
        await world.RunAsync();
        return world;
    }

    private static Task<ReplayResult> ReplayAsync(ModelWorld world, string? rule = null) =>
        new QuarantineReplay(world.Lake).RunAsync(
            new ReplayOptions(world.Project.Path, TableName.Parse("refined.sales")) { Rule = rule },
            StepContext.Standalone("replay")
        );

    [Theory]
    [InlineData("")]
    [InlineData("{{ config(partition_by=['country', 'bucket(4, id)'], order_by='price desc') }}")]
    public async Task Replaying_gives_the_rows_that_making_the_whole_table_anew_gives(string config)
    {
        await using var world = await WorldAsync(config + Query);
        world.Project.Contract("refined.sales", Looser);

        var result = await ReplayAsync(world);

        var (table, quarantine) = (
            await world.RowsAsync("refined.sales", All),
            await world.RowsAsync("quarantine.refined__sales", Refused)
        );
        Assert.True(
            result is { HasChanged: true, Added: > 0, Refused: > 0, Displaced: > 0, SourceGone: 0 },
            $"{result}"
        );
        Assert.False((await world.RunAsync()).Models[0].IsSkipped);
        Assert.Equal(await world.RowsAsync("refined.sales", All), table);
        Assert.Equal(await world.RowsAsync("quarantine.refined__sales", Refused), quarantine);
    }

    [Fact]
    public async Task A_mended_model_reads_what_it_could_not_before()
    {
        await using var world = await WorldAsync();
        world.Project.Model(
            "refined.sales",
            Query.Replace(
                "try_cast(price AS INTEGER)",
                "try_cast(replace(price, 'ten', '10') AS INTEGER)",
                StringComparison.Ordinal
            )
        );

        var result = await ReplayAsync(world, "price.type");

        Assert.True(result.Added > 0);
        Assert.Equal(
            ["0"],
            await world.RowsAsync("quarantine.refined__sales", "SELECT count(*) FROM t WHERE _rule = 'price.type'")
        );
        Assert.NotEqual(["0"], await world.RowsAsync("quarantine.refined__sales", "SELECT count(*) FROM t"));
    }

    [Fact]
    public async Task Rows_join_with_their_first_provenance_in_one_transaction_with_the_lineage()
    {
        await using var world = await WorldAsync(
            raw: "SELECT 1 AS id, '5' AS price, 'DE' AS country, 'k' AS _landing_key, 7::BIGINT AS _source_position, TIMESTAMPTZ '2026-01-01 00:00:00+00' AS _ingested_at"
        );
        world.Project.Contract("refined.sales", Looser);

        var result = await ReplayAsync(world);

        Assert.Equal((1, 1, 0), (result.Replayed, result.Added, result.Refused));
        Assert.Equal(
            ["1|5|k|7|2026"],
            await world.RowsAsync(
                "refined.sales",
                "SELECT id, price, _landing_key, _source_position, year(_ingested_at) FROM t"
            )
        );
        Assert.Equal(0, (await world.CurrentAsync("quarantine.refined__sales"))!.Rows);
        Assert.Equal(
            1L,
            await world.AskAsync(
                "SELECT count(DISTINCT run_id) FROM (SELECT run_id FROM lake.snapshot ORDER BY id DESC LIMIT 2) s"
            )
        );
        Assert.Equal(
            2L,
            await world.AskAsync(
                "SELECT jsonb_array_length(event -> 'outputs')::bigint FROM lineage.event WHERE job LIKE '%replay' AND event_type = 'COMPLETE'"
            )
        );
        Assert.Equal(
            1L,
            await world.AskAsync(
                "SELECT count(*) FROM lake.row_account WHERE rows_in = 1 AND rows_out = 1 AND quarantined = 0"
            )
        );
    }

    [Fact]
    public async Task Nothing_is_published_when_nothing_is_judged_otherwise()
    {
        await using var world = await WorldAsync();
        var before = await world.AskAsync("SELECT count(*) FROM lake.snapshot");

        var result = await ReplayAsync(world);

        Assert.False(result.HasChanged);
        Assert.Equal(0, result.Added);
        Assert.Equal(before, await world.AskAsync("SELECT count(*) FROM lake.snapshot"));
        Assert.Empty(world.StagedFiles);
    }

    [Fact]
    public async Task Only_the_rows_of_a_rule_are_judged_when_one_is_named()
    {
        await using var world = await WorldAsync();
        world.Project.Contract("refined.sales", Looser.Replace("[DE, FR]", "[DE, FR, XX]", StringComparison.Ordinal));

        var result = await ReplayAsync(world, "country.invalidValues");

        Assert.True(result.Added > 0);
        Assert.Equal(
            ["0"],
            await world.RowsAsync(
                "quarantine.refined__sales",
                "SELECT count(*) FROM t WHERE _rule = 'country.invalidValues'"
            )
        );
        Assert.NotEqual(
            ["0"],
            await world.RowsAsync(
                "quarantine.refined__sales",
                "SELECT count(*) FROM t WHERE _reason LIKE 'price must be at least 10%'"
            )
        );
    }

    [Fact]
    public async Task Rows_that_still_fail_stay_with_their_new_reason()
    {
        await using var world = await WorldAsync(
            raw: "SELECT 1 AS id, '5' AS price, 'XX' AS country, 'k' AS _landing_key, 7::BIGINT AS _source_position, now() AS _ingested_at"
        );
        world.Project.Contract("refined.sales", Looser);

        var result = await ReplayAsync(world);

        Assert.Equal((0, 1, true), (result.Added, result.Refused, result.HasChanged));
        Assert.Equal(
            ["country must be one of DE, FR"],
            await world.RowsAsync("quarantine.refined__sales", "SELECT _reason FROM t")
        );
    }

    [Fact]
    public async Task Rows_whose_source_is_gone_stay_and_rows_that_the_model_leaves_out_go()
    {
        await using var world = await WorldAsync(
            contract: "properties: [{name: id, logicalTypeOptions: {minimum: 50}}]"
        );
        await world.PublishAsync("raw.sales", $"SELECT * FROM ({Raw}) WHERE _source_position >= 20");
        world.Project.Model("refined.sales", Query + " WHERE id <> 30");

        var result = await ReplayAsync(world);

        Assert.Equal((20, 1), (result.SourceGone, result.LeftOut));
        Assert.Equal(
            ["20"],
            await world.RowsAsync("quarantine.refined__sales", "SELECT count(*) FROM t WHERE _source_position < 20")
        );
    }

    [Fact]
    public async Task Of_an_incremental_model_a_row_does_not_replace_one_that_came_after_it()
    {
        await using var world = await WorldAsync(
            "{{ config(materialized='incremental', unique_key='id') }}" + Query,
            Looser.Replace(", primaryKey: true", "", StringComparison.Ordinal),
            """
            SELECT * FROM (VALUES (1, '-1', 'DE', 'k', 1), (2, '-2', 'DE', 'k', 2), (3, '3', 'DE', 'k', 3)) t(id, price, country, _landing_key, _source_position), (SELECT now() AS _ingested_at)
            """
        );
        await world.PublishAsync(
            "raw.sales",
            """
            SELECT * FROM (VALUES (1, '-1', 'DE', 'k', 1), (2, '-2', 'DE', 'k', 2), (1, '11', 'DE', 'k', 4)) t(id, price, country, _landing_key, _source_position), (SELECT now() AS _ingested_at)
            """
        );
        world.Project.Model(
            "refined.sales",
            "{{ config(materialized='incremental', unique_key='id') }}"
                + Query
                + "{% if is_incremental() %} WHERE _source_position > 3 {% endif %}"
        );
        await world.RunAsync();
        world.Project.Contract("refined.sales", "properties: [{name: price}]");

        var result = await ReplayAsync(world);

        Assert.Equal((1, 1), (result.Added, result.Refused));
        Assert.Equal(
            ["1|11", "2|-2", "3|3"],
            await world.RowsAsync("refined.sales", "SELECT id, price FROM t ORDER BY id")
        );
        Assert.Equal(
            ["the table has another row with the same id|1"],
            await world.RowsAsync("quarantine.refined__sales", "SELECT _reason, _source_position FROM t")
        );
    }

    [Fact]
    public async Task A_rule_with_the_policy_fail_publishes_nothing()
    {
        await using var world = await WorldAsync();
        world.Project.Contract("refined.sales", Looser + "\nquality: [{metric: rowCount, mustBeLessThan: 5}]");
        var before = await world.AskAsync("SELECT count(*) FROM lake.snapshot");

        await Assert.ThrowsAsync<ContractBreachException>(() => ReplayAsync(world));

        Assert.Equal(before, await world.AskAsync("SELECT count(*) FROM lake.snapshot"));
    }

    [Fact]
    public async Task What_cannot_be_found_again_is_told_with_what_to_do()
    {
        await using var world = await WorldAsync(
            "SELECT id, price, country FROM {{ source('raw', 'sales') }}",
            "properties: [{name: id, logicalTypeOptions: {minimum: 50}}]"
        );
        Assert.Contains(
            "_landing_key and _source_position",
            (await Assert.ThrowsAsync<UsageException>(() => ReplayAsync(world))).What,
            StringComparison.Ordinal
        );
        world.Project.Model("refined.sales", Query + " ORDER BY 1");

        var error = await Assert.ThrowsAsync<UsageException>(() => ReplayAsync(world));

        Assert.Contains("the quarantined rows do not carry", error.What, StringComparison.Ordinal);
        await Assert.ThrowsAsync<UsageException>(() =>
            new QuarantineReplay(world.Lake).RunAsync(
                new ReplayOptions(world.Project.Path, TableName.Parse("refined.none")),
                StepContext.Standalone("replay")
            )
        );
    }
}
