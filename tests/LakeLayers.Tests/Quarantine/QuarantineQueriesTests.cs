using Penstock.LakeLayers.Models;
using Penstock.LakeLayers.Tables;
using Penstock.Testing;

namespace Penstock.LakeLayers.Quarantine;

public class QuarantineQueriesTests(PostgresFixture postgres)
{
    private static readonly TableName Sales = TableName.Parse("refined.sales");

    private async Task<ModelWorld> WorldAsync()
    {
        var world = await ModelWorld.CreateAsync(postgres);
        await world.PublishAsync(
            "raw.sales",
            "SELECT i::INTEGER AS id, i - 5 AS price, 'k' AS _landing_key, i AS _source_position FROM range(8) t(i)"
        );
        world
            .Project.Model("refined.sales", "FROM {{ source('raw', 'sales') }}")
            .Contract(
                "refined.sales",
                "properties:\n  - {name: price, logicalTypeOptions: {minimum: 0}}\n  - {name: id, logicalTypeOptions: {minimum: 1, maximum: 6}}"
            );
        await world.RunAsync();
        return world;
    }

    [Fact]
    public async Task Refused_rows_are_listed_by_reason_and_shown_with_value_and_provenance()
    {
        await using var world = await WorldAsync();
        var queries = new QuarantineQueries(world.Lake);

        var list = await queries.ListAsync();

        Assert.Equal(
            [
                "price must be at least 0|4",
                "id must be at most 6|1",
                "price must be at least 0; id must be at least 1|1",
            ],
            list.Select(s => $"{s.Reason}|{s.Rows}")
        );
        Assert.All(list, s => Assert.Equal(Sales, s.Table));
        var row = Assert.Single(await queries.ShowAsync(Sales, rule: "id.maximum"));
        Assert.Equal(("id", "7", "k", 7L), (row.Column, row.Value, row.LandingKey, row.SourcePosition));
        Assert.Contains("\"price\":2", row.Row, StringComparison.Ordinal);
        Assert.Equal([0, 1, 2], (await queries.ShowAsync(Sales, limit: 3)).Select(r => r.SourcePosition!.Value));
        Assert.Empty(await queries.ShowAsync(TableName.Parse("refined.other")));
    }

    [Fact]
    public async Task An_earlier_runs_quarantine_can_still_be_seen()
    {
        await using var world = await WorldAsync();
        var queries = new QuarantineQueries(world.Lake);
        var run = (await queries.ListAsync())[0].RunId;
        await world.PublishAsync("raw.sales", "SELECT 1 AS id, 1 AS price, 'k' AS _landing_key, 1 AS _source_position");

        await world.RunAsync();

        Assert.Empty(await queries.ListAsync(Sales));
        Assert.Equal(6, (await queries.ListAsync(Sales, run)).Sum(s => s.Rows));
        Assert.Equal(6, (await queries.ShowAsync(Sales, runId: run)).Count);
    }

    [Fact]
    public async Task Lines_refused_on_the_way_to_raw_are_shown_by_their_text()
    {
        await using var world = await WorldAsync();
        await world.PublishAsync(
            "quarantine.raw__sales",
            "SELECT 'no JSON' AS _reason, '{oops' AS _text, 'k' AS _landing_key, 9 AS _source_position"
        );
        var queries = new QuarantineQueries(world.Lake);

        Assert.Contains(
            "raw.sales|no JSON|1",
            (await queries.ListAsync()).Select(s => $"{s.Table}|{s.Reason}|{s.Rows}")
        );
        var row = Assert.Single(await queries.ShowAsync(TableName.Parse("raw.sales")));
        Assert.Equal(("{oops", 9L), (row.Row, row.SourcePosition));
    }

    [Theory]
    [InlineData("raw.stg_shop__orders")]
    [InlineData("presentation.a__b__c")]
    [InlineData("refined.x_")]
    [InlineData("refined.x__")]
    public async Task A_table_with_any_underscores_in_its_name_is_listed_as_it_is_called(string name)
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        var table = TableName.Parse(name);
        await world.PublishAsync(
            table.Quarantine.ToString(),
            "SELECT 'why' AS _reason, 'line' AS _text, 'u' AS _source_uri, 1 AS _source_position, 'k' AS _landing_key"
        );
        await world.PublishAsync("quarantine.made_elsewhere", "SELECT 'why' AS _reason, 'line' AS _text");

        var list = await new QuarantineQueries(world.Lake).ListAsync();

        Assert.Equal(new[] { name, "quarantine.made_elsewhere" }.Order(), list.Select(s => s.Table.ToString()).Order());
        Assert.Single(await new QuarantineQueries(world.Lake).ShowAsync(table));
    }
}
