using System.Text.Json.Nodes;
using Penstock.Core.Steps;
using Penstock.Iceberg.Manifests;
using Penstock.Iceberg.Metadata;
using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Contracts.Checks;
using Penstock.LakeLayers.Iceberg;
using Penstock.LakeLayers.Maintenance;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Tests.Iceberg;
using Penstock.LakeLayers.Undo;
using Penstock.LakeLayers.Zones;
using Penstock.Testing;

namespace Penstock.LakeLayers.Models;

/// <summary>What becomes of a partitioned table: rows that come and go, and everything that keeps it in shape.</summary>
public sealed class PartitionedChangeTests(PostgresFixture postgres)
{
    private static readonly TableName Table = TableName.Parse("refined.t");

    [Fact]
    public async Task Merged_rows_are_deleted_by_files_of_their_own_partition()
    {
        await using var world = await WorldAsync("unique_key='id', partition_by='day'");
        await GivenAsync(
            world,
            "(1, 'a', '2024-01-01'), (2, 'b', '2024-01-01'), (3, 'c', '2024-01-02'), (4, 'd', NULL)"
        );
        await GivenAsync(world, "(2, 'B', '2024-01-01'), (4, 'D', '2024-01-02'), (5, 'e', '2024-01-03')");

        Assert.Equal(
            ["1|a", "2|B", "3|c", "4|D", "5|e"],
            await world.RowsAsync("refined.t", "SELECT id, name FROM t ORDER BY id")
        );
        Assert.Equal("1 2 3 4 5", await IdsAsync(world));
        var deletes = (await EntriesAsync(world)).Where(e => e.File.Content == FileContent.PositionDeletes).ToList();
        Assert.Equal([null, 19723], deletes.Select(d => d.File.Partition[0]).Order());
        Assert.Equal(2, (await world.Lake.Tables.FindCurrentAsync(Table))!.Deletes.Count);
    }

    [Fact]
    public async Task A_table_that_was_not_partitioned_takes_merged_rows_in_partitions()
    {
        await using var world = await WorldAsync("unique_key='id'");
        await GivenAsync(world, "(1, 'a', '2024-01-01'), (2, 'b', '2024-01-02')");
        Config(world, "unique_key='id', partition_by='month(day)'");
        await GivenAsync(world, "(2, 'B', '2024-01-01'), (3, 'c', '2024-02-01')");
        Config(world, "unique_key='id', partition_by=['month(day)', 'bucket(4, id)']");
        await GivenAsync(world, "(1, 'A', '2024-01-01'), (3, 'C', '2024-02-01')");

        Assert.Equal("1 2 3", await IdsAsync(world));
        Assert.Equal(["1|A", "2|B", "3|C"], await world.RowsAsync("refined.t", "SELECT id, name FROM t ORDER BY id"));
        Assert.Equal(3, (await MetadataAsync(world)).PartitionSpecs.Count);
        Assert.Equal(
            [0, 1, 2],
            (await new TableReader(world.Lake.Objects).ManifestsAsync((await MetadataAsync(world)).Current!, default))
                .Select(m => m.SpecId)
                .Distinct()
                .Order()
        );
    }

    [Fact]
    public async Task Keys_that_a_partition_is_made_from_are_looked_for_in_its_files_only()
    {
        await using var world = await WorldAsync("unique_key=['day', 'id'], partition_by='day'");
        await GivenAsync(world, "(1, 'a', '2024-01-01'), (1, 'b', '2024-01-02'), (1, 'c', '2024-01-03')");
        await GivenAsync(world, "(1, 'B', '2024-01-02'), (2, 'x', '2024-01-04')");

        Assert.Equal(["a", "B", "c", "x"], await world.RowsAsync("refined.t", "SELECT name FROM t ORDER BY day"));
        Assert.Single((await world.Lake.Tables.FindCurrentAsync(Table))!.Deletes);
        Assert.Equal(4, (await ReadAsync(world)).Count);
    }

    [Fact]
    public async Task Overwriting_replaces_the_partitions_that_rows_come_for_as_a_whole()
    {
        await using var world = await WorldAsync("incremental_strategy='insert_overwrite', partition_by='month(day)'");
        await GivenAsync(
            world,
            "(1, 'a', '2024-01-01'), (2, 'b', '2024-01-31'), (3, 'c', '2024-02-01'), (4, 'd', NULL)"
        );
        await GivenAsync(world, "(5, 'e', '2024-01-15'), (6, 'f', NULL)");

        Assert.Equal(["3|c", "5|e", "6|f"], await world.RowsAsync("refined.t", "SELECT id, name FROM t ORDER BY id"));
        Assert.Equal("3 5 6", await IdsAsync(world));
        var (files, summary) = (
            (await world.Lake.Tables.FindCurrentAsync(Table))!,
            (await MetadataAsync(world)).Current!.Summary
        );
        Assert.Equal((3, 0), (files.Files.Count, files.Deletes.Count));
        Assert.Equal(
            ("overwrite", "2", "3"),
            (summary["operation"], summary["deleted-data-files"], summary["total-records"])
        );

        // Files of an older spec hold rows of several partitions: of these only rows go.
        Config(world, "incremental_strategy='insert_overwrite', partition_by='day'");
        await GivenAsync(world, "(7, 'g', '2024-02-01')");
        Assert.Equal(["5|e", "6|f", "7|g"], await world.RowsAsync("refined.t", "SELECT id, name FROM t ORDER BY id"));
        await GivenAsync(world, "(8, 'h', '2024-01-15')");
        Assert.Equal("6 7 8", await IdsAsync(world));
    }

    [Fact]
    public async Task A_contracts_unique_column_is_held_against_the_partitions_that_stay()
    {
        await using var world = await WorldAsync("incremental_strategy='insert_overwrite', partition_by='day'");
        world.Project.Contract(
            "refined.t",
            "properties:\n  - {name: id, logicalType: integer, unique: true}\n  - {name: name, logicalType: string}\n  - {name: day, logicalType: date}"
        );
        await GivenAsync(world, "(1, 'a', '2024-01-01'), (2, 'b', '2024-01-02'), (2, 'bb', '2024-01-03')");
        await GivenAsync(world, "(1, 'again', '2024-01-01'), (2, 'not again', '2024-01-01')");

        Assert.Equal(["1|again", "2|b"], await world.RowsAsync("refined.t", "SELECT id, name FROM t ORDER BY id"));
        Assert.Equal(["2"], await world.RowsAsync("quarantine.refined__t", "SELECT count(*) FROM t"));
    }

    [Fact]
    public async Task Small_files_are_joined_within_their_partition_and_keep_its_spec_and_order()
    {
        await using var world = await WorldAsync("unique_key='id', partition_by='month(day)', order_by='name desc'");
        await GivenAsync(
            world,
            "(1, 'a', '2024-01-01'), (2, 'b', '2024-01-02'), (3, 'c', '2024-02-01'), (9, 'z', '2024-03-01')"
        );
        await GivenAsync(world, "(4, 'd', '2024-01-03'), (2, 'B', '2024-02-02')");
        Config(world, "unique_key='id', partition_by='day', order_by='name desc'");
        await GivenAsync(world, "(5, 'e', '2024-01-03')");
        await GivenAsync(world, "(6, 'f', '2024-01-03')");
        var before = await world.RowsAsync("refined.t");

        var result = await new CompactTable(world.Lake).RunAsync(
            new CompactOptions(Table),
            StepContext.Standalone("compact")
        );

        Assert.Equal(before, await world.RowsAsync("refined.t"));
        Assert.Equal("1 2 3 4 5 6 9", await IdsAsync(world));
        Assert.Equal(
            ["day=2024-01-03: 2 -> 1", "day_month=2024-01: 3 -> 1", "day_month=2024-02: 2 -> 1"],
            result
                .Partitions.Select(p => $"{p.Partition}: {p.FilesBefore} -> {p.FilesAfter}")
                .Order(StringComparer.Ordinal)
        );
        var entries = await EntriesAsync(world);
        Assert.Equal(4, entries.Count);
        var metadata = await MetadataAsync(world);
        Assert.Equal(
            3,
            entries.Count(e => e.File.SortOrderId == metadata.DefaultSortOrderId && e.Status == EntryStatus.Added)
        );
        var files = (await world.Lake.Tables.FindCurrentAsync(Table))!;
        Assert.Equal((4, 0), (files.Files.Count, files.Deletes.Count));
        Assert.Null(
            (
                await new CompactTable(world.Lake).RunAsync(
                    new CompactOptions(Table),
                    StepContext.Standalone("compact")
                )
            ).SnapshotId
        );
    }

    [Fact]
    public async Task Earlier_states_are_read_compared_undone_and_forgotten_as_of_any_table()
    {
        await using var world = await WorldAsync("unique_key='id', partition_by='day'");
        await GivenAsync(world, "(1, 'a', '2024-01-01'), (2, 'b', '2024-01-02')");
        var first = (await world.Lake.Tables.FindCurrentAsync(Table))!;
        await GivenAsync(world, "(2, 'B', '2024-01-02'), (3, 'c', '2024-01-02')");
        var second = (await world.Lake.Tables.FindCurrentAsync(Table))!;

        var asOf = await new ZoneQueries(world.Lake).SqlAsync(
            "SELECT string_agg(name, '' ORDER BY id) FROM refined.t",
            asOf: first.CommittedAt
        );
        Assert.Equal("ab", asOf.Rows[0][0]);
        Assert.All(second.Files, f => Assert.NotNull(f.Partition));

        await new UndoRun(world.Lake).RunAsync(new UndoOptions(second.RunId), StepContext.Standalone("undo"));
        Assert.Equal(["a", "b"], await world.RowsAsync("refined.t", "SELECT name FROM t ORDER BY id"));
        Assert.All((await world.Lake.Tables.FindCurrentAsync(Table))!.Files, f => Assert.NotNull(f.Partition));
        await GivenAsync(world, "(2, 'X', '2024-01-02')");
        Assert.Equal("1 2", await IdsAsync(world));

        await new CompactTable(world.Lake).RunAsync(new CompactOptions(Table), StepContext.Standalone("compact"));
        await new ExpireSnapshots(world.Lake, TimeProvider.System).RunAsync(
            new ExpireSnapshotsOptions { OlderThan = TimeSpan.Zero, Keep = 1 }
        );
        await new SweepOrphans(world.Lake, TimeProvider.System).RunAsync(
            new SweepOptions { OlderThan = TimeSpan.Zero }
        );
        Assert.Equal(["a", "X"], await world.RowsAsync("refined.t", "SELECT name FROM t ORDER BY id"));
        Assert.Equal("1 2", await IdsAsync(world));
    }

    [Fact]
    public async Task A_contract_that_says_another_partitioning_is_told_so()
    {
        await using var world = await WorldAsync("unique_key='id', partition_by=['month(day)']");
        world.Project.Contract(
            "refined.t",
            "properties:\n  - {name: id, logicalType: integer, partitioned: true, partitionKeyPosition: 1}\n  - {name: name, logicalType: string}\n  - {name: day, logicalType: date, partitioned: true, partitionKeyPosition: 2}"
        );
        await GivenAsync(world, "(1, 'a', '2024-01-01')");

        var check = (await new ContractCheck(world.Lake).RunAsync(world.Project.Path)).Single();

        Assert.Equal(ContractState.Kept, check.State);
        Assert.Equal(
            [
                "the contract says that the table is partitioned by id; it is partitioned by month of day",
                "the contract has day as partition key 2; it is partitioned by month of day",
            ],
            check.Breaches.Select(b => b.What)
        );
        Assert.All(check.Breaches, b => Assert.Equal(("partitioning", BreachPolicy.Warn), (b.Rule, b.Policy)));
    }

    private static void Config(ModelWorld world, string config) =>
        world.Project.Model(
            "refined.t",
            $"{{{{ config(materialized='incremental', {config}) }}}}\nSELECT id, name, day::DATE AS day FROM {{{{ source('raw', 'given') }}}}"
        );

    private static async Task GivenAsync(ModelWorld world, string rows)
    {
        await world.PublishAsync(
            "raw.given",
            $"SELECT id, name, day::VARCHAR AS day FROM (VALUES {rows}) v (id, name, day)"
        );
        await world.RunAsync();
    }

    private async Task<ModelWorld> WorldAsync(string config)
    {
        var world = await ModelWorld.CreateAsync(postgres);
        Config(world, config);
        return world;
    }

    private static async Task<string> IdsAsync(ModelWorld world) =>
        string.Join(' ', (await ReadAsync(world)).Select(r => (int)r!["id"]!).Order());

    private static async Task<JsonArray> ReadAsync(ModelWorld world) =>
        await Icebird.ReadAsync(
            (string)(await world.AskAsync("SELECT metadata_location FROM lake.lake_table WHERE zone = 'refined'"))!
        );

    private static async Task<TableMetadata> MetadataAsync(ModelWorld world) =>
        TableMetadata.Parse(
            (string)(await world.AskAsync("SELECT metadata::text FROM lake.lake_table WHERE zone = 'refined'"))!
        );

    private static async Task<List<ManifestEntry>> EntriesAsync(ModelWorld world)
    {
        var (reader, entries) = (new TableReader(world.Lake.Objects), new List<ManifestEntry>());
        foreach (var manifest in await reader.ManifestsAsync((await MetadataAsync(world)).Current!, default))
            entries.AddRange(
                (await reader.EntriesAsync(manifest, withStatistics: false, default)).Where(e => e.IsLive)
            );
        return entries;
    }
}
