using Penstock.LakeLayers.Models;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Query.Pruning;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Zones;
using Penstock.Testing;

namespace Penstock.LakeLayers.Tests.Zones;

/// <summary>Queries fetch only the files of partitions that can have what they ask for, and give the same rows as without.</summary>
public sealed class PartitionPruningTests(PostgresFixture postgres)
{
    private static readonly TableName Table = TableName.Parse("refined.t");

    // The table: 12 months of two days each, shops a to d by bucket of 4 and their first letter, a month without shop, and a file of no day.
    [Theory]
    [InlineData("day = '2024-03-01'", 1)]
    [InlineData("day >= DATE '2024-11-15'", 2)]
    [InlineData("day > '2024-11-30' AND n = 1", 1)]
    [InlineData("day >= '2024-03-01' AND day < '2024-04-01'", 1)]
    [InlineData("day < TIMESTAMP '2024-03-01 00:00:00'", 2)]
    [InlineData("DATE '2024-02-01' > day", 1)]
    [InlineData("day < '2024-03-02'", 3)]
    [InlineData("'2024-02-01' >= t.day", 2)]
    [InlineData("day BETWEEN '2024-03-20' AND '2024-05-01'", 3)]
    [InlineData("day IN ('2024-01-01', '2024-12-24', '1999-01-01')", 2)]
    [InlineData("day < '1999-01-01'", 0)]
    [InlineData("day < TIMESTAMP '2024-01-01 12:00:00'", 13)] // Not just a day: the files are all read.
    [InlineData("day >= '2024-11-15' OR n = 1", 13)]
    [InlineData("NOT (day >= '2024-11-15')", 11)]
    [InlineData("day IS NULL", 13)]
    [InlineData("day IS NOT DISTINCT FROM '2024-01-01'", 13)]
    [InlineData("day >= (SELECT max(day) FROM refined.t)", 13)]
    [InlineData("year(day) = 2024", 13)]
    [InlineData("n = 1", 13)]
    public async Task A_condition_on_a_partitions_column_leaves_out_files_and_no_rows(string condition, int files)
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        world.Project.Model(
            "refined.t",
            "{{ config(partition_by='month(day)') }}\nSELECT i AS n, CASE WHEN i < 24 THEN (DATE '2024-01-01' + INTERVAL (i % 12) MONTH + INTERVAL (i) DAY)::DATE END AS day FROM range(26) r(i)"
        );
        await world.RunAsync();

        var sql = $"SELECT n FROM refined.t AS t WHERE {condition} ORDER BY n";
        Assert.Equal(files, await FilesAsync(world, sql));
        Assert.Equal(await world.RowsAsync("refined.t", sql), await SqlAsync(world, sql));
    }

    [Theory]
    [InlineData("SELECT id FROM refined.t WHERE shop = 'berlin'", 1)]
    [InlineData("SELECT id FROM refined.t WHERE shop > 'hamburg'", 2)] // Berlin is below; what begins with h may be above.
    [InlineData("SELECT t.id FROM refined.t JOIN refined.other o ON o.id = t.id WHERE t.shop = 'mainz'", 1)]
    [InlineData("SELECT t.id FROM refined.other o LEFT JOIN refined.t ON o.id = t.id WHERE t.shop = 'mainz'", 1)]
    [InlineData("SELECT t.id FROM refined.t JOIN refined.other o ON o.id = t.id WHERE shop_of_other = 'mainz'", 3)]
    [InlineData("SELECT a.id FROM refined.t a JOIN refined.t b ON a.id = b.id WHERE a.shop = 'mainz'", 3)]
    [InlineData(
        "WITH x AS (SELECT * FROM refined.t WHERE shop = 'mainz') SELECT id FROM x UNION ALL SELECT id + 100 FROM x",
        1
    )]
    [InlineData("SELECT id FROM (SELECT * FROM refined.t) AS s WHERE shop = 'mainz'", 3)]
    [InlineData("SELECT id FROM refined.t WHERE shop = 5", 3)]
    [InlineData(
        "SELECT id, shop AS s FROM refined.t WHERE EXISTS (SELECT 1 FROM refined.other o WHERE o.id = t.id AND o.shop_of_other = 'mainz')",
        3
    )]
    public async Task Only_what_is_surely_about_the_table_counts(string sql, int files)
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        world
            .Project.Model(
                "refined.t",
                "{{ config(partition_by='truncate(1, shop)') }}\nFROM (VALUES (1, 'berlin'), (2, 'hamburg'), (3, 'hof'), (4, 'mainz')) v (id, shop)"
            )
            .Model("refined.other", "FROM (VALUES (1, 'mainz'), (4, 'x')) v (id, shop_of_other)");
        await world.RunAsync();

        Assert.Equal(files, await FilesAsync(world, sql));
        if (!sql.Contains("= 5", StringComparison.Ordinal))
            Assert.Equal(
                (await AllAsync(world, sql)).Order(StringComparer.Ordinal),
                (await SqlAsync(world, sql)).Order(StringComparer.Ordinal)
            );
    }

    [Fact]
    public async Task Buckets_are_found_by_equality_alone_and_files_of_every_spec_by_their_own()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        world.Project.Model(
            "refined.t",
            "{{ config(materialized='incremental', partition_by='bucket(8, id)') }}\nSELECT i AS id FROM range(100) r(i)"
        );
        await world.RunAsync();
        world.Project.Model(
            "refined.t",
            "{{ config(materialized='incremental', partition_by='truncate(50, id)') }}\nSELECT i + 100 AS id FROM range(100) r(i)"
        );
        await world.RunAsync();

        Assert.Equal(8 + 2, await FilesAsync(world, "SELECT * FROM refined.t"));
        Assert.Equal(1, await FilesAsync(world, "SELECT * FROM refined.t WHERE id = 7"));
        Assert.Equal(8 + 1, await FilesAsync(world, "SELECT * FROM refined.t WHERE id < 120"));
        Assert.Equal(["7"], await SqlAsync(world, "SELECT * FROM refined.t WHERE id = 7"));
        Assert.Equal(["107"], await SqlAsync(world, "SELECT * FROM refined.t WHERE id = 107"));
        Assert.Equal(
            (8 + 1, 8 + 2, 8 + 0),
            (
                await FilesAsync(world, "SELECT * FROM refined.t WHERE id < 150"),
                await FilesAsync(world, "SELECT * FROM refined.t WHERE id <= 150"),
                await FilesAsync(world, "SELECT * FROM refined.t WHERE id > 199")
            )
        );
        Assert.Equal(8 + 2, await FilesAsync(world, $"SELECT * FROM refined.t WHERE id > {long.MaxValue}"));
        Assert.Equal(["120"], await SqlAsync(world, "SELECT count(*) FROM refined.t WHERE id < 120"));
    }

    private static async Task<int> FilesAsync(ModelWorld world, string sql)
    {
        var snapshot = (await world.Lake.Tables.FindCurrentAsync(Table))!;
        await using var job = world.Lake.OpenJob(new LakeJobOptions { ReadOnly = true });
        var (_, tree) = SqlTables.In(job.Session, sql, [Table]);
        return (await PartitionPruning.RestrictAsync(job, snapshot, SqlConditions.On(Table, tree), default))
            .Files
            .Count;
    }

    private static async Task<IReadOnlyList<string>> SqlAsync(ModelWorld world, string sql) =>
        [.. (await new ZoneQueries(world.Lake).SqlAsync(sql)).Rows.Select(r => string.Join("|", r))];

    private static async Task<IReadOnlyList<string>> AllAsync(ModelWorld world, string sql)
    {
        await using var job = world.Lake.OpenJob(new LakeJobOptions { ReadOnly = true });
        foreach (var table in new[] { Table, TableName.Parse("refined.other") })
            await job.AttachCurrentAsync(table);
        return [.. (await job.QueryAsync(sql)).Rows.Select(r => string.Join("|", r))];
    }
}
