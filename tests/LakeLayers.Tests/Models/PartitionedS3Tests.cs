using Penstock.Core.Steps;
using Penstock.LakeLayers.Maintenance;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Tests.ObjectStores;
using Penstock.LakeLayers.Zones;
using Penstock.Testing;

namespace Penstock.LakeLayers.Models;

/// <summary>Partitioned tables in a bucket of a real S3 server.</summary>
public sealed class PartitionedS3Tests(PostgresFixture postgres, S3Fixture s3)
{
    private static readonly TableName Table = TableName.Parse("refined.sales");

    [Fact]
    public async Task Queries_and_models_fetch_the_objects_of_the_partitions_that_they_ask_for_and_no_others()
    {
        using var bucket = await s3.CreateBucketAsync();
        var store = new RecordingStore(bucket);
        await using var world = await ModelWorld.CreateAsync(postgres, objects: store);
        world
            .Project.Model(
                "refined.sales",
                "{{ config(partition_by='month(day)', order_by='id') }}\nSELECT i AS id, (DATE '2024-01-01' + INTERVAL (i % 4) MONTH)::DATE AS day FROM range(40) r(i)"
            )
            .Model(
                "presentation.march",
                "SELECT sum(id) AS n FROM {{ ref('sales') }} WHERE day >= '2024-03-01' AND day < '2024-04-01'"
            );
        await world.RunAsync("refined.sales");
        var keys = (await world.Lake.Tables.FindCurrentAsync(Table))!.Files.ToDictionary(
            f => (int)f.Partition!.Values[0]! - 648,
            f => f.Key
        );
        Assert.Equal([0, 1, 2, 3], keys.Keys.Order());
        Assert.Equal(keys.Values.Order(StringComparer.Ordinal), await KeysAsync(bucket, "refined/sales-"));
        store.TakeRead();

        Assert.Equal(
            "190",
            $"{(await new ZoneQueries(world.Lake).SqlAsync("SELECT sum(id) FROM refined.sales WHERE day = '2024-02-01'")).Rows[0][0]}"
        );
        Assert.Equal([keys[1]], store.TakeRead());
        Assert.Equal(
            "10|30",
            string.Join(
                '|',
                (
                    await new ZoneQueries(world.Lake).SqlAsync(
                        "SELECT count(*), min(id) + 30 FROM refined.sales WHERE day < '2024-01-02'"
                    )
                ).Rows[0]
            )
        );
        Assert.Equal([keys[0]], store.TakeRead());
        Assert.Empty(
            (await new ZoneQueries(world.Lake).SqlAsync("SELECT id FROM refined.sales WHERE day > '2030-01-01'")).Rows
        );
        Assert.Empty(store.TakeRead());
        await world.RunAsync("presentation.march");
        Assert.Equal([keys[2]], store.TakeRead());
        Assert.Equal(["200"], await world.RowsAsync("presentation.march"));
    }

    [Fact]
    public async Task Partitions_are_overwritten_joined_and_gone_from_the_bucket_when_their_snapshots_are()
    {
        using var bucket = await s3.CreateBucketAsync();
        await using var world = await ModelWorld.CreateAsync(postgres, objects: bucket);
        Given(
            world,
            "incremental_strategy='insert_overwrite'",
            "(1, 'a', '2024-01-01'), (2, 'b', '2024-01-31'), (3, 'c', '2024-02-01'), (4, 'd', NULL)"
        );
        await world.RunAsync();
        Given(world, "incremental_strategy='insert_overwrite'", "(5, 'e', '2024-01-15'), (6, 'f', NULL)");
        await world.RunAsync();
        Assert.Equal(
            ["3|c", "5|e", "6|f"],
            await world.RowsAsync("refined.sales", "SELECT id, name FROM t ORDER BY id")
        );

        Given(world, "unique_key='id'", "(5, 'E', '2024-01-16'), (7, 'g', '2024-01-17')");
        await world.RunAsync();
        Assert.Single((await world.Lake.Tables.FindCurrentAsync(Table))!.Deletes);
        var compacted = await new CompactTable(world.Lake).RunAsync(
            new CompactOptions(Table),
            StepContext.Standalone("compact")
        );
        Assert.Equal(
            "day_month=2024-01: 3 -> 1",
            string.Join(", ", compacted.Partitions.Select(p => $"{p.Partition}: {p.FilesBefore} -> {p.FilesAfter}"))
        );
        Assert.Equal(
            ["3|c", "5|E", "6|f", "7|g"],
            await world.RowsAsync("refined.sales", "SELECT id, name FROM t ORDER BY id")
        );

        await new ExpireSnapshots(world.Lake, TimeProvider.System).RunAsync(
            new ExpireSnapshotsOptions { OlderThan = TimeSpan.Zero, Keep = 1 }
        );
        await new SweepOrphans(world.Lake, TimeProvider.System).RunAsync(
            new SweepOptions { OlderThan = TimeSpan.Zero }
        );
        var files = (await world.Lake.Tables.FindCurrentAsync(Table))!.Files;
        Assert.Equal(3, files.Count);
        Assert.Equal(files.Select(f => f.Key).Order(StringComparer.Ordinal), await KeysAsync(bucket, "refined/sales-"));
        Assert.Equal(
            ["3|c", "5|E", "6|f", "7|g"],
            await world.RowsAsync("refined.sales", "SELECT id, name FROM t ORDER BY id")
        );
    }

    private static void Given(ModelWorld world, string config, string rows) =>
        world.Project.Model(
            "refined.sales",
            $"{{{{ config(materialized='incremental', partition_by='month(day)', {config}) }}}}\nSELECT id, name, day::DATE AS day FROM (VALUES {rows}) v (id, name, day)"
        );

    private static async Task<IReadOnlyList<string>> KeysAsync(S3ObjectStore store, string prefix) =>
        await store
            .ListAsync(prefix)
            .Select(o => o.Key)
            .Where(k => k.Contains("/data/", StringComparison.Ordinal))
            .ToListAsync();
}
