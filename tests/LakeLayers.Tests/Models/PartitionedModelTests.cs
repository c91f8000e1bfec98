using System.Text.Json.Nodes;
using Penstock.Core.Errors;
using Penstock.Iceberg;
using Penstock.Iceberg.Manifests;
using Penstock.Iceberg.Metadata;
using Penstock.LakeLayers.Iceberg;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Tests.Iceberg;
using Penstock.Testing;
using Penstock.Testing.Specification;

namespace Penstock.LakeLayers.Models;

/// <summary>Models whose tables are partitioned and sorted.</summary>
public sealed class PartitionedModelTests(PostgresFixture postgres)
{
    private const string Sales =
        "SELECT i AS id, DATE '2024-01-15' + INTERVAL (i % 3) MONTH AS day, 'shop ' || i % 2 AS shop FROM range(60) r(i)";

    [Fact]
    public async Task Each_partition_has_a_file_and_its_value_is_in_the_manifest_with_bounds_in_the_list()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        world.Project.Model(
            "refined.sales",
            "{{ config(partition_by=['month(day)', 'shop']) }}\nSELECT id, day::DATE AS day, shop FROM (" + Sales + ")"
        );

        await world.RunAsync();

        var metadata = await MetadataAsync(world, "sales");
        Assert.Equal(
            [("day_month", "month", 1000), ("shop", "identity", 1001)],
            metadata.Spec.Fields.Select(f => (f.Name, f.Transform, f.FieldId))
        );
        if (PublishedCatalogue.Find() is { } document)
            Assert.Empty(
                document.Faults(
                    JsonNode.Parse(IcebergJson.Write(metadata))!,
                    PublishedCatalogue.Schema("TableMetadata")
                )
            );
        var (manifest, entries) = await ManifestAsync(world, metadata);
        Assert.Equal(6, entries.Count);
        Assert.Equal(
            ["648|shop 0", "648|shop 1", "649|shop 0", "649|shop 1", "650|shop 0", "650|shop 1"],
            entries.Select(e => string.Join('|', e.File.Partition)).Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            (648, 650),
            (
                BitConverter.ToInt32(manifest.Partitions![0].LowerBound),
                BitConverter.ToInt32(manifest.Partitions[0].UpperBound)
            )
        );
        Assert.Equal(
            "shop 0|shop 1",
            string.Join(
                '|',
                new[] { manifest.Partitions[1].LowerBound!, manifest.Partitions[1].UpperBound! }.Select(
                    System.Text.Encoding.UTF8.GetString
                )
            )
        );
        Assert.All(entries, e => Assert.Equal(10, e.File.Rows));
        Assert.All(entries, e => Assert.Equal(10, e.File.ValueCounts![1]));
        Assert.Equal(
            ["60|3|2"],
            await world.RowsAsync(
                "refined.sales",
                "SELECT count(DISTINCT id), count(DISTINCT day), count(DISTINCT shop) FROM t"
            )
        );
        Assert.Equal(Enumerable.Range(0, 60), (await ReadAsync(world, "sales")).Select(r => (int)r!["id"]!).Order());
        Assert.Empty(world.StagedFiles);
    }

    [Fact]
    public async Task Rows_without_a_value_are_a_partition_of_their_own_and_no_value_becomes_a_path()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        world.Project.Model(
            "refined.t",
            """
            {{ config(partition_by='name') }}
            FROM (VALUES (1, '../../etc/passwd'), (2, 'a/b=c%2F'), (3, NULL), (4, ''), (5, '__HIVE_DEFAULT_PARTITION__'), (6, repeat('x', 5000)), (7, 'naïve ☃')) AS t (n, name)
            """
        );

        await world.RunAsync();

        var (manifest, entries) = await ManifestAsync(world, await MetadataAsync(world, "t"));
        Assert.Equal(7, entries.Count);
        Assert.True(manifest.Partitions![0].ContainsNull);
        Assert.Equal(
            ["../../etc/passwd", "a/b=c%2F", "naïve ☃"],
            entries
                .Select(e => (string?)e.File.Partition[0])
                .Where(n => n is { Length: > 0 and < 20 })
                .Order(StringComparer.Ordinal)
        );
        Assert.All(entries, e => Assert.Matches("/refined/t-[0-9a-f]{32}/data/[0-9a-f]{32}[.]parquet$", e.File.Path));
        Assert.Equal(
            ["1", "2", "3", "4", "5", "6", "7"],
            await world.RowsAsync("refined.t", "SELECT n FROM t ORDER BY n")
        );
        Assert.Equal(7, (await ReadAsync(world, "t")).Count);
    }

    [Fact]
    public async Task Rows_lie_in_their_order_within_each_file_whatever_the_number_of_threads()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        world.Project.Model(
            "refined.t",
            "{{ config(partition_by='bucket(3, k)', order_by=['v desc nulls first', 'n']) }}\nSELECT i AS n, i % 50 AS k, CASE WHEN i % 7 > 0 THEN hash(i) % 1000 END::INTEGER AS v FROM range(700000) r(i)"
        );

        await world.RunAsync(new RunModelsOptions(world.Project.Path) { Threads = 4 });

        var metadata = await MetadataAsync(world, "t");
        var order = metadata.SortOrders.First(o => o.OrderId == metadata.DefaultSortOrderId);
        Assert.Equal(
            [(3, "desc", "nulls-first"), (1, "asc", "nulls-last")],
            order.Fields.Select(f => (f.SourceId, f.Direction, f.NullOrder))
        );
        var (_, entries) = await ManifestAsync(world, metadata);
        Assert.Equal(3, entries.Count);
        Assert.All(entries, e => Assert.Equal(metadata.DefaultSortOrderId, e.File.SortOrderId));
        await using var job = world.Lake.OpenJob();
        foreach (var file in (await world.Lake.Tables.FindCurrentAsync(TableName.Parse("refined.t")))!.Files)
        {
            var path = await job.FetchAsync(file.Key);
            Assert.Equal(
                0L,
                (
                    await job.QueryAsync(
                        $"""
                        SELECT count(*) FROM (SELECT row_number() OVER (ORDER BY v DESC NULLS FIRST, n) - 1 <> file_row_number AS is_wrong FROM read_parquet('{path}', file_row_number = true)) WHERE is_wrong
                        """
                    )
                ).Rows[0][0]
            );
        }
    }

    [Fact]
    public async Task Another_partitioning_is_another_spec_and_the_table_is_read_across_both()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        world.Project.Model("refined.t", Incremental("day", 0));
        await world.RunAsync();
        world.Project.Model("refined.t", Incremental("truncate(1, shop)", 100));
        await world.RunAsync();

        var metadata = await MetadataAsync(world, "t");
        var manifests = await new TableReader(world.Lake.Objects).ManifestsAsync(metadata.Current!, default);
        Assert.Equal([0, 1], manifests.Select(m => m.SpecId).Order());
        Assert.Equal(
            [("day", 1000), ("shop_trunc_1", 1001)],
            metadata.PartitionSpecs.SelectMany(s => s.Fields).Select(f => (f.Name, f.FieldId))
        );
        Assert.Equal(1, metadata.DefaultSpecId);
        Assert.Equal(120, (await ReadAsync(world, "t")).Count);
        Assert.Equal(["120"], await world.RowsAsync("refined.t", "SELECT count(DISTINCT id) FROM t"));

        world.Project.Model("refined.t", Incremental(null, 200));
        await world.RunAsync(new RunModelsOptions(world.Project.Path) { FullRefresh = true });
        var plain = await MetadataAsync(world, "t");
        Assert.Empty(plain.Spec.Fields);
        Assert.Equal(60, (await ReadAsync(world, "t")).Count);
    }

    [Fact]
    public async Task A_model_that_did_not_change_is_not_run_and_one_that_is_partitioned_otherwise_is()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        world.Project.Model("refined.t", "SELECT 1 AS a, 2 AS b");
        await world.RunAsync();
        Assert.True((await world.RunAsync()).Models[0].IsSkipped);

        world.Project.Model("refined.t", "{{ config(partition_by='a') }}SELECT 1 AS a, 2 AS b");
        Assert.False((await world.RunAsync()).Models[0].IsSkipped);
        Assert.True((await world.RunAsync()).Models[0].IsSkipped);
    }

    [Fact]
    public async Task A_table_without_rows_has_no_files_and_the_next_run_fills_it()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        const string Config = "{{ config(partition_by='month(a)', materialized='incremental', unique_key='a') }}";
        world.Project.Model("refined.t", Config + "SELECT DATE '2024-01-01' AS a WHERE false");
        await world.RunAsync();
        Assert.Equal(["0"], await world.RowsAsync("refined.t", "SELECT count(*) FROM t"));
        Assert.Equal(
            (0, "month"),
            (
                (await world.Lake.Tables.FindCurrentAsync(TableName.Parse("refined.t")))!.Files.Count,
                (await MetadataAsync(world, "t")).Spec.Fields.Single().Transform
            )
        );

        world.Project.Model("refined.t", Config + "SELECT DATE '2024-01-01' AS a");
        await world.RunAsync();
        Assert.Equal(["01/01/2024"], await world.RowsAsync("refined.t"));
    }

    [Theory]
    [InlineData("""{"field": "day", "data_type": "date"}""", "day")]
    [InlineData("""{"field": "day", "data_type": "timestamp", "granularity": "month"}""", "month")]
    [InlineData(
        """{"field": "id", "data_type": "int64", "range": {"start": 0, "end": 100, "interval": 10} }""",
        "truncate[10]"
    )]
    public async Task The_map_that_dbts_users_know_is_read(string map, string transform)
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        world.Project.Model(
            "refined.t",
            $"{{{{ config(partition_by={map}) }}}}\nSELECT 1 AS id, DATE '2024-01-01' AS day"
        );
        await world.RunAsync();
        Assert.Equal(transform, (await MetadataAsync(world, "t")).Spec.Fields.Single().Transform);
    }

    [Theory]
    [InlineData("week(day)", "Not a way to partition: 'week(day)'")]
    [InlineData("bucket(day)", "Not a way to partition")]
    [InlineData("bucket(0, id)", "Not a way to partition")]
    [InlineData("month(id)", "cannot be partitioned by month(id): the column is of type int")]
    [InlineData("truncate(4, day)", "cannot be partitioned by truncate(4, day): the column is of type date")]
    [InlineData("price", "of type double")]
    [InlineData("nothing", "names the column 'nothing', which the query does not give (it gives: id, day, price)")]
    public async Task What_cannot_be_is_refused_with_the_models_file_and_line(string key, string what)
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        world.Project.Model(
            "refined.t",
            $"-- a comment\n{{{{ config(partition_by='{key}') }}}}\nSELECT 1 AS id, DATE '2024-01-01' AS day, 1.5::DOUBLE AS price"
        );
        var error = await Assert.ThrowsAsync<UsageException>(() => world.RunAsync());
        Assert.Contains(what, error.What, StringComparison.Ordinal);
        Assert.Equal("models/refined/t.sql:2", error.Subject);
    }

    [Fact]
    public async Task More_partitions_than_may_be_are_refused_and_leave_nothing_behind()
    {
        await using var world = await ModelWorld.CreateAsync(postgres, maxPartitions: 20);
        world.Project.Model("refined.t", "{{ config(partition_by='n') }}\nSELECT i AS n FROM range(20) r(i)");
        await world.RunAsync();
        world.Project.Model("refined.t", "{{ config(partition_by='n') }}\nSELECT i AS n FROM range(100000) r(i)");

        var error = await Assert.ThrowsAsync<PenstockException>(() => world.RunAsync());

        Assert.Contains("more than 20 partitions", error.What, StringComparison.Ordinal);
        Assert.Contains("lake.maxPartitions", error.Next, StringComparison.Ordinal);
        Assert.Empty(world.StagedFiles);
        Assert.Equal(["20"], await world.RowsAsync("refined.t", "SELECT count(*) FROM t"));
    }

    [Fact]
    public async Task A_thousand_partitions_are_a_file_each_though_few_are_open_at_a_time()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        world.Project.Model(
            "refined.t",
            "{{ config(partition_by='k') }}\nSELECT i AS n, (hash(i) % 1000)::INTEGER AS k FROM range(50000) r(i)"
        );

        await world.RunAsync(new RunModelsOptions(world.Project.Path) { Threads = 4 });

        var files = (await world.Lake.Tables.FindCurrentAsync(TableName.Parse("refined.t")))!.Files;
        Assert.InRange(files.Count, 1000, 1050);
        Assert.Equal((50_000, 1000), (files.Sum(f => f.Rows), files.Select(f => f.Partition).Distinct().Count()));
        Assert.Equal(["50000|1249975000"], await world.RowsAsync("refined.t", "SELECT count(*), sum(n) FROM t"));
    }

    [Fact]
    public async Task Models_fetch_only_the_files_that_they_ask_for_unless_something_else_reads_them_too()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        world.Project.Model(
            "refined.base",
            "{{ config(partition_by='k') }}\nSELECT i AS n, i % 4 AS k FROM range(100) r(i)"
        );
        await world.RunAsync();
        var missing = (await world.Lake.Tables.FindCurrentAsync(TableName.Parse("refined.base")))!
            .Files.Single(f => f.Partition!.Values[0] is 3L)
            .Key;
        await world.Lake.Objects.DeleteAsync(missing);

        world.Project.Model("presentation.one", "SELECT sum(n) AS n FROM {{ ref('base') }} WHERE k <= 1");
        Assert.Equal(1, (await world.RunAsync("presentation.one")).RowsOut);
        Assert.Equal(["2425"], await world.RowsAsync("presentation.one"));
        world.Project.Model("presentation.two", "SELECT max(n) AS n FROM {{ ref('base') }} WHERE k = 1");
        await Assert.ThrowsAnyAsync<Exception>(() =>
            world.RunAsync(
                new RunModelsOptions(world.Project.Path)
                {
                    Models = ["presentation.one", "presentation.two"],
                    Force = true,
                }
            )
        );
    }

    [Fact]
    public async Task Day_and_month_of_one_column_are_refused_and_so_is_a_partitioned_view()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        world.Project.Model(
            "refined.t",
            "{{ config(partition_by=['day(day)', 'month(day)']) }}\nSELECT DATE '2024-01-01' AS day"
        );
        Assert.Contains(
            "twice",
            (await Assert.ThrowsAsync<UsageException>(() => world.RunAsync())).What,
            StringComparison.Ordinal
        );
        world.Project.Model(
            "refined.t",
            "{{ config(materialized='view', partition_by='day') }}\nSELECT DATE '2024-01-01' AS day"
        );
        Assert.Contains(
            "view",
            (await Assert.ThrowsAsync<UsageException>(() => world.RunAsync())).What,
            StringComparison.Ordinal
        );
    }

    private static string Incremental(string? partition, int from) =>
        $"{{{{ config(materialized='incremental'{(partition is null ? "" : $", partition_by='{partition}'")}) }}}}\nSELECT i + {from} AS id, DATE '2024-01-01' + (i % 2)::INTEGER AS day, 'shop ' || i % 2 AS shop FROM range(60) r(i)";

    private static async Task<JsonArray> ReadAsync(ModelWorld world, string table) =>
        await Icebird.ReadAsync(
            (string)(await world.AskAsync($"SELECT metadata_location FROM lake.lake_table WHERE name = '{table}'"))!
        );

    private static async Task<TableMetadata> MetadataAsync(ModelWorld world, string table) =>
        TableMetadata.Parse(
            (string)(await world.AskAsync($"SELECT metadata::text FROM lake.lake_table WHERE name = '{table}'"))!
        );

    private static async Task<(ManifestFile Manifest, IReadOnlyList<ManifestEntry> Entries)> ManifestAsync(
        ModelWorld world,
        TableMetadata metadata
    )
    {
        var reader = new TableReader(world.Lake.Objects);
        var manifest = Assert.Single(await reader.ManifestsAsync(metadata.Current!, default));
        return (manifest, await reader.EntriesAsync(manifest, withStatistics: true, default));
    }
}
