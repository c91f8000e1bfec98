using Penstock.Core.Errors;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Tests.Query;
using Penstock.LakeLayers.Zones;
using Penstock.Testing;

namespace Penstock.LakeLayers.Tests.Zones;

public class ZoneQueriesTests(PostgresFixture postgres)
{
    [Fact]
    public async Task The_list_shows_what_each_current_snapshot_holds()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await lake.PublishAsync("refined.b", "SELECT 1 AS n");
        await lake.PublishAsync("raw.a", "SELECT 1 AS n");
        var current = await lake.PublishAsync("raw.a", "FROM range(5) r(n)");
        await lake.PublishAsync("quarantine.empty", "SELECT 1 AS n WHERE false");

        var tables = await new ZoneQueries(lake.Lake).ListAsync();
        Assert.Equal(["raw.a", "refined.b", "quarantine.empty"], tables.Select(t => $"{t.Zone}.{t.Name}"));
        Assert.Equal(
            (5L, current.Bytes, 1L, current.Id),
            (tables[0].Rows!.Value, tables[0].Bytes, tables[0].Files, tables[0].SnapshotId!.Value)
        );
        Assert.Equal((0L, 0L), (tables[2].Rows!.Value, tables[2].Files));
    }

    [Fact]
    public async Task Head_gives_the_first_rows_and_says_that_there_are_more()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await lake.PublishAsync("raw.a", "FROM range(5) r(n)");
        await lake.PublishAsync("raw.a", "FROM range(5, 10) r(n)", append: true);
        var head = await new ZoneQueries(lake.Lake).HeadAsync(TableName.Parse("raw.a"), 7);
        Assert.Equal([0L, 1L, 2L, 3L, 4L, 5L, 6L], head.Rows.Select(r => r[0]));
        Assert.True(head.IsTruncated);
        await Assert.ThrowsAsync<UsageException>(() =>
            new ZoneQueries(lake.Lake).HeadAsync(TableName.Parse("raw.none"))
        );
    }

    [Fact]
    public async Task Sql_joins_tables_of_several_zones_by_their_names()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await lake.PublishAsync("raw.a", "FROM range(5) r(n)");
        await lake.PublishAsync("refined.b", "SELECT 3::BIGINT AS n, 'three' AS word");
        var queries = new ZoneQueries(lake.Lake);
        Assert.Equal(
            [
                [3L, "three"],
            ],
            (
                await queries.SqlAsync("WITH x AS (SELECT * FROM raw.a) SELECT n, word FROM x JOIN Refined.B USING (n)")
            ).Rows
        );
        Assert.Equal("word", (await queries.SqlAsync("DESCRIBE refined.b")).Rows[1][0]);
        Assert.True((await queries.SqlAsync("SELECT * FROM raw.a", maxRows: 2)).IsTruncated);
    }

    [Fact]
    public async Task Sql_reads_only_the_lake_and_changes_nothing()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var snapshot = await lake.PublishAsync("raw.a", "FROM range(5) r(n)");
        var queries = new ZoneQueries(lake.Lake);
        await Assert.ThrowsAsync<UsageException>(() => queries.SqlAsync("CREATE TABLE t (a INT)"));
        await Assert.ThrowsAsync<UsageException>(() => queries.SqlAsync("COPY (SELECT 1) TO '/var/tmp/x.csv'"));
        await Assert.ThrowsAsync<UsageException>(() => queries.SqlAsync("SELEC"));
        await Assert.ThrowsAsync<DuckDbException>(() => queries.SqlAsync("SELECT * FROM read_text('/etc/passwd')"));
        await Assert.ThrowsAsync<DuckDbException>(() => queries.SqlAsync("SELECT * FROM raw.nowhere"));
        Assert.Equal(5, (await lake.Lake.Tables.FindAsync(snapshot.Id))!.Rows);
    }

    [Fact]
    public async Task Sql_reads_the_tables_as_they_were_at_a_time_a_snapshot_or_a_run()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var first = await lake.PublishAsync("raw.a", "SELECT 1 AS n");
        var other = await lake.PublishAsync("raw.b", "SELECT 10 AS n");
        await lake.PublishAsync("raw.a", "SELECT 2 AS n");
        var (queries, history) = (new ZoneQueries(lake.Lake), new History(lake.Lake));
        async Task<object?> NumberAsync(string asOf) =>
            (await queries.SqlAsync("SELECT sum(n)::INTEGER FROM raw.a", asOf: await history.TimeOfAsync(asOf))).Rows[
                0
            ][0];

        Assert.Equal(
            [1, 1, 1, 2],
            [
                await NumberAsync($"{first.Id}"),
                await NumberAsync($"{first.RunId}"),
                await NumberAsync(other.CommittedAt.ToString("O")),
                await NumberAsync("2100-01-01"),
            ]
        );
        var error = await Assert.ThrowsAsync<UsageException>(() => NumberAsync("2000-01-01T00:00"));
        Assert.Contains("no snapshot yet at 2000-01-01", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<UsageException>(() => history.TimeOfAsync("yesterday"));
        await Assert.ThrowsAsync<UsageException>(() => history.TimeOfAsync($"{Guid.NewGuid()}"));
        Assert.Equal(
            [(1L, 1L), (1L, 0L)],
            (await history.ListAsync(TableName.Parse("raw.a"))).Select(s => (s.RowsAdded, s.RowsRemoved))
        );
    }
}
