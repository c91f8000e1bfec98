using Penstock.LakeLayers.Diffs;
using Penstock.LakeLayers.Models;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Tests.ObjectStores;
using Penstock.Testing;

namespace Penstock.LakeLayers.Tests.Diffs;

/// <summary>What two runs did to a partitioned and sorted table.</summary>
public sealed class PartitionedDiffTests(PostgresFixture postgres)
{
    private static readonly TableName Table = TableName.Parse("refined.t");

    [Fact]
    public async Task Runs_that_merge_move_and_repartition_rows_differ_by_what_the_rows_say()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        var first = await RunAsync(
            world,
            "unique_key='id', partition_by='day', order_by='name desc'",
            "(1, 'a', '2024-01-01'), (2, 'b', '2024-01-01'), (3, 'c', '2024-01-02'), (4, 'd', NULL)"
        );
        // One row changes within its partition, one moves to another, one is new.
        var second = await RunAsync(
            world,
            "unique_key='id', partition_by='day', order_by='name desc'",
            "(2, 'B', '2024-01-01'), (4, 'd', '2024-01-02'), (5, 'e', NULL)"
        );
        var third = await RunAsync(world, "unique_key='id', partition_by='bucket(4, id)'", "(3, 'C', '2024-01-02')");

        var merged = await DiffAsync(world, first, second, "id");
        Assert.Equal((1L, 0L, 2L, 2L), (merged.Added, merged.Removed, merged.Changed, merged.Unchanged));
        Assert.Equal(
            ["added 5", "changed 2", "changed 4"],
            merged.Sample.Select(r => $"{r.Kind} {(r.After ?? r.Before)!["id"]}")
        );
        Assert.Equal(new Dictionary<string, long> { ["name"] = 1, ["day"] = 1 }, merged.ChangedBy);
        var rewritten = await DiffAsync(world, second, third, "id");
        Assert.Equal((0L, 0L, 1L, 4L), (rewritten.Added, rewritten.Removed, rewritten.Changed, rewritten.Unchanged));
        var whole = await DiffAsync(world, first, third);
        Assert.Equal((4L, 3L, 1L), (whole.Added, whole.Removed, whole.Unchanged));
    }

    [Fact]
    public async Task The_same_rows_in_another_partitioning_are_no_difference()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        const string Rows = "(1, 'a', '2024-01-01'), (2, 'b', '2024-02-01'), (3, NULL, NULL), (3, NULL, NULL)";
        var plain = await RunAsync(world, "", Rows, "table");
        var parts = await RunAsync(
            world,
            "partition_by=['month(day)', 'truncate(1, name)'], order_by='id desc'",
            Rows,
            "table"
        );
        var diff = await DiffAsync(world, plain, parts);
        Assert.Equal((0L, 0L, 4L), (diff.Added, diff.Removed, diff.Unchanged));
    }

    [Fact]
    public async Task Files_of_partitions_that_both_runs_have_are_not_read()
    {
        using var folder = new TestFolder();
        var store = new RecordingStore(new LocalDiskObjectStore(folder["store"]));
        await using var world = await ModelWorld.CreateAsync(postgres, objects: store);
        var first = await RunAsync(
            world,
            "incremental_strategy='insert_overwrite', partition_by='day'",
            "(1, 'a', '2024-01-01'), (2, 'b', '2024-01-02'), (3, 'c', '2024-01-03')"
        );
        var kept = (await world.CurrentAsync("refined.t"))!
            .Files.Where(f => !Equals(f.Partition!.Values[0], 19724))
            .Select(f => f.Key)
            .ToList();
        var second = await RunAsync(
            world,
            "incremental_strategy='insert_overwrite', partition_by='day'",
            "(20, 'x', '2024-01-02'), (21, 'y', '2024-01-02')"
        );
        store.TakeRead();

        var diff = await DiffAsync(world, first, second);

        Assert.Equal((2L, 1L, 2L), (diff.Added, diff.Removed, diff.Unchanged));
        Assert.Equal(2, kept.Count);
        var read = store.TakeRead();
        Assert.Equal(2, read.Count);
        Assert.Empty(read.Intersect(kept));
    }

    private static async Task<string> RunAsync(
        ModelWorld world,
        string config,
        string rows,
        string materialized = "incremental"
    )
    {
        world.Project.Model(
            "refined.t",
            $"{{{{ config({config}{(config.Length == 0 ? "" : ", ")}materialized='{materialized}') }}}}\nSELECT id, name, day::DATE AS day FROM (VALUES {rows}) v (id, name, day)"
        );
        await world.RunAsync();
        return (await world.CurrentAsync("refined.t"))!.RunId.ToString();
    }

    private static Task<TableDiff> DiffAsync(ModelWorld world, string from, string to, params string[] key) =>
        new TableDiffs(world.Lake).CompareAsync(new DiffOptions(Table, from, to) { Key = key });
}
