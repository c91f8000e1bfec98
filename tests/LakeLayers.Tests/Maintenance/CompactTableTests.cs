using Dapper;
using Penstock.Core.Errors;
using Penstock.Core.Steps;
using Penstock.Iceberg.Changes;
using Penstock.Iceberg.Metadata;
using Penstock.LakeLayers.Iceberg.Catalog;
using Penstock.LakeLayers.Maintenance;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Tests.Iceberg;
using Penstock.LakeLayers.Tests.Query;
using Penstock.Testing;

namespace Penstock.LakeLayers.Tests.Maintenance;

/// <summary>Joining small files: everything a reader can ask stays as it was, but the number of files.</summary>
public sealed class CompactTableTests(PostgresFixture postgres)
{
    private static readonly TableName Table = TableName.Parse("raw.t");

    [Fact]
    public async Task Many_small_files_become_one_with_the_same_rows_in_the_same_order()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        for (var i = 0; i < 12; i++)
            await PublishAsync(lake, i, append: i > 0);
        var before = await StateAsync(lake);

        var result = await CompactAsync(lake);

        var after = await lake.Lake.Tables.FindCurrentAsync(Table);
        Assert.Equal((12, 1, 12), (result.FilesBefore, result.FilesAfter, result.Rewritten));
        Assert.Equal(before, await StateAsync(lake));
        Assert.Equal(
            ("replace", "1", "1200"),
            (
                await SummaryAsync(lake, "operation"),
                await SummaryAsync(lake, "total-data-files"),
                await SummaryAsync(lake, "total-records")
            )
        );
        Assert.Equal((result.SnapshotId, 1), (after!.Id, after.Files.Count));
        Assert.Equal(Enumerable.Range(0, 12).Select(i => $"landing/feed/{i}"), after.Files[0].LandingKeys);
        Assert.Equal(1200, (await Icebird.ReadAsync((await lake.Catalog.LoadAsync(Table, default)).Location)).Count);
        Assert.Null((await CompactAsync(lake)).SnapshotId);
    }

    [Fact]
    public async Task Files_of_the_right_size_stay_and_their_neighbours_keep_their_places()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await PublishAsync(lake, 0, append: false);
        await PublishAsync(lake, 1, append: true);
        var large = await PublishAsync(lake, 2, append: true, rows: 300_000);
        await PublishAsync(lake, 3, append: true);
        await PublishAsync(lake, 4, append: true);
        var before = await StateAsync(lake);

        var result = await CompactAsync(lake, 1 << 20);
        await PublishAsync(lake, 5, append: true);
        var again = await CompactAsync(lake, 1 << 20);

        Assert.Equal((5, 3, 4), (result.FilesBefore, result.FilesAfter, result.Rewritten));
        Assert.Equal((4, 3, 2), (again.FilesBefore, again.FilesAfter, again.Rewritten));
        var after = (await lake.Lake.Tables.FindCurrentAsync(Table))!;
        Assert.Equal(large.Files[2].Key, after.Files[1].Key);
        Assert.Equal([200L, 300_000L, 300L], after.Files.Select(f => f.Rows));
        Assert.StartsWith(
            before[..before.IndexOf('|', StringComparison.Ordinal)],
            await StateAsync(lake, "WHERE source < 5"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_table_that_others_append_to_meanwhile_keeps_their_rows()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        for (var i = 0; i < 4; i++)
            await PublishAsync(lake, i, append: i > 0);
        var meanwhile = false;
        var progress = new OnReport(() =>
        {
            if (meanwhile)
                return;
            meanwhile = true;
            PublishAsync(lake, 4, append: true).GetAwaiter().GetResult();
        });

        var result = await CompactAsync(lake, context: StepContext.Standalone("compact") with { Progress = progress });

        Assert.True(meanwhile);
        Assert.Equal((5, 2, 4), (result.FilesBefore, result.FilesAfter, result.Rewritten));
        Assert.Equal([400L, 100L], (await lake.Lake.Tables.FindCurrentAsync(Table))!.Files.Select(f => f.Rows));
    }

    [Fact]
    public async Task A_table_that_is_replaced_meanwhile_is_compacted_anew_and_no_file_is_left_over()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        for (var i = 0; i < 3; i++)
            await PublishAsync(lake, i, append: i > 0);
        var meanwhile = false;
        var progress = new OnReport(() =>
        {
            if (meanwhile)
                return;
            meanwhile = true;
            PublishAsync(lake, 7, append: false).GetAwaiter().GetResult();
            PublishAsync(lake, 8, append: true).GetAwaiter().GetResult();
        });

        var result = await CompactAsync(lake, context: StepContext.Standalone("compact") with { Progress = progress });

        Assert.Equal((2, 1), (result.FilesBefore, result.FilesAfter));
        Assert.Equal(
            0,
            (
                await new SweepOrphans(lake.Lake, TimeProvider.System).RunAsync(
                    new SweepOptions { OlderThan = TimeSpan.Zero }
                )
            ).Sum(z => z.Removed)
        );
    }

    [Fact]
    public async Task Landing_objects_that_were_ingested_are_not_ingested_again()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        for (var i = 0; i < 3; i++)
            await PublishAsync(lake, i, append: i > 0);
        await CompactAsync(lake);
        await PublishAsync(lake, 3, append: true);
        await CompactAsync(lake);

        var files = (await lake.Lake.Tables.FindCurrentAsync(Table))!.Files;
        Assert.Equal(
            ["landing/feed/0", "landing/feed/1", "landing/feed/2", "landing/feed/3"],
            files.SelectMany(f => f.LandingKeys)
        );
    }

    [Fact]
    public async Task Rows_lie_in_the_tables_sort_order_when_it_has_one()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await lake.PublishAsync("raw.t", "SELECT i AS n FROM range(5) r(i)");
        await lake.PublishAsync("raw.t", "SELECT i AS n FROM range(3, 9) r(i)", append: true);
        var order = new SortOrder(0, [new SortField(1, "identity", "desc", "nulls-last")]);
        await lake.Catalog.CommitAsync(
            [new TableChange(Table, [], [new AddSortOrder(order), new SetDefaultSortOrder(-1)])],
            default
        );

        await CompactAsync(lake);

        await using var job = lake.Lake.OpenJob();
        await job.AttachTableAsync((await lake.Lake.Tables.FindCurrentAsync(Table))!, "t");
        Assert.Equal(
            [8L, 7L, 6L, 5L, 4L, 4L, 3L, 3L, 2L, 1L, 0L],
            (await job.QueryAsync("SELECT n FROM t")).Rows.Select(r => (long)r[0]!)
        );
    }

    [Fact]
    public async Task Files_of_no_partition_are_joined_also_when_others_have_partitioned_the_table_since()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        for (var i = 0; i < 2; i++)
            await PublishAsync(lake, i, append: i > 0);
        var spec = new PartitionSpec(1, [new PartitionField(1, "source", "identity")]);
        await lake.Catalog.CommitAsync(
            [new TableChange(Table, [], [new AddSpec(spec), new SetDefaultSpec(-1)])],
            default
        );
        await PublishAsync(lake, 2, append: true);

        var result = await CompactAsync(lake);

        Assert.Equal((3, 1), (result.FilesBefore, result.FilesAfter));
        Assert.Equal(300, (await Icebird.ReadAsync((await lake.Catalog.LoadAsync(Table, default)).Location)).Count);
    }

    private static Task<CompactResult> CompactAsync(
        TestLake lake,
        long target = 128L << 20,
        StepContext? context = null
    ) =>
        new CompactTable(lake.Lake).RunAsync(
            new CompactOptions(Table) { TargetBytes = target },
            context ?? StepContext.Standalone("compact")
        );

    private static async Task<TableSnapshot> PublishAsync(TestLake lake, int source, bool append, int rows = 100)
    {
        await using var job = lake.Lake.OpenJob();
        var written = await job.WriteAsync(
            Table,
            $$"""
            SELECT {{source}} AS source, hash(i + {{source}})::VARCHAR AS text, CASE WHEN i % 3 > 0 THEN {'a': i, 'b': [i, NULL]} END AS nested, '{"x": 1}'::JSON AS json,
                'landing/feed/{{source}}' AS _landing_key, i + 1 AS _source_position FROM range({{rows}}) r(i)
            """,
            landingKey: $"landing/feed/{source}"
        );
        var parent = await lake.Lake.Tables.FindCurrentAsync(Table);
        await using var tx = await lake.Lake.Metadata.BeginAsync();
        var id = await lake.Lake.Tables.PublishAsync(
            tx,
            Guid.NewGuid(),
            new SnapshotDraft(Table, parent?.Id, $"{source}", written.Schema, written.Columns, written.Files, append)
        );
        await tx.CommitAsync();
        return (await lake.Lake.Tables.FindAsync(id))!;
    }

    /// <summary>A hash of the rows, of their order, and the columns.</summary>
    private static async Task<string> StateAsync(TestLake lake, string where = "")
    {
        var snapshot = (await lake.Lake.Tables.FindCurrentAsync(Table))!;
        await using var job = lake.Lake.OpenJob();
        await job.AttachTableAsync(snapshot, "t");
        var hash = (
            await job.QueryAsync(
                $"SELECT md5(string_agg(row, chr(10) ORDER BY n)) FROM (SELECT t::VARCHAR AS row, row_number() OVER () AS n FROM t {where})"
            )
        ).Rows[0][0];
        return $"{hash}|{string.Join(',', snapshot.Schema.Select(c => $"{c.Name} {c.Type}"))}|{snapshot.Fingerprint}";
    }

    private static async Task<string> SummaryAsync(TestLake lake, string what)
    {
        await using var connection = await lake.Lake.Metadata.DataSource.OpenConnectionAsync();
        var metadata = TableMetadata.Parse(
            (await connection.QuerySingleAsync<string>("SELECT metadata::text FROM lake.lake_table WHERE name = 't'"))!
        );
        return metadata.Current!.Summary[what];
    }
}
