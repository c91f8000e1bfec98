using Penstock.Iceberg.Changes;
using Penstock.Iceberg.Metadata;
using Penstock.Iceberg.Schemas;
using Penstock.LakeLayers.Iceberg.Catalog;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Tests.Iceberg;
using Penstock.Testing;

namespace Penstock.LakeLayers.Models;

/// <summary>Partition specs and sort orders of a model's table that the model does not name: set by another engine, or named by the model before.</summary>
public sealed class LayoutOfOthersTests(PostgresFixture postgres)
{
    private static readonly TableName Table = TableName.Parse("refined.t");

    [Fact]
    public async Task What_another_engine_set_stays_and_the_models_rows_follow_it()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        Model(world, "materialized='incremental'", 0);
        await world.RunAsync();
        await SetAsync(
            world,
            new PartitionField(2, "k", "identity"),
            new SortField(1, "identity", "desc", "nulls-last")
        );
        Assert.True((await world.RunAsync()).Models[0].IsSkipped);

        Model(world, "materialized='incremental'", 100);
        await world.RunAsync();
        Assert.Equal(["k", "[id desc]", "1 of none, 2 of 2"], await LayoutAsync(world));
        Assert.Equal(20, (await ReadAsync(world)).Count);

        await world.RunAsync(new RunModelsOptions(world.Project.Path) { FullRefresh = true });
        Assert.Equal(["k", "[id desc]", "0 of none, 2 of 2"], await LayoutAsync(world));
        Assert.Equal(
            ["108|0", "106|0", "104|0", "102|0", "100|0", "109|1", "107|1", "105|1", "103|1", "101|1"],
            await world.RowsAsync("refined.t", "SELECT id, k FROM t")
        );
    }

    [Fact]
    public async Task What_the_model_named_and_names_no_more_goes_and_what_others_set_since_stays()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        Model(world, "partition_by='k', order_by='id'", 0);
        await world.RunAsync();
        Model(world, "materialized='table'", 0);
        await world.RunAsync();
        Assert.Equal(["", "[]", "1 of none, 0 of 0"], await LayoutAsync(world));

        Model(world, "partition_by='k', order_by='id'", 0);
        await world.RunAsync();
        await SetAsync(world, new PartitionField(1, "id_bucket", "bucket[2]"), null);
        Model(world, "materialized='table'", 0);
        await world.RunAsync();
        Assert.Equal(["id_bucket", "[]", "0 of none, 2 of 2"], await LayoutAsync(world));

        // What it names again holds, whatever others set.
        Model(world, "partition_by='k'", 0);
        await world.RunAsync();
        Assert.Equal(["k", "[]", "0 of none, 2 of 2"], await LayoutAsync(world));
    }

    [Fact]
    public async Task A_table_that_another_engine_made_is_filled_as_it_was_made()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        var columns = new IcebergSchema(
            0,
            [
                new NestedField(1, "before", false, new PrimitiveType("string")),
                new NestedField(2, "k", false, new PrimitiveType("long")),
                new NestedField(3, "id", false, new PrimitiveType("long")),
            ]
        );
        await Catalog(world)
            .CreateAsync(
                Table,
                new NewTable(columns)
                {
                    PartitionSpec = new PartitionSpec(0, [new PartitionField(2, "k", "identity")]),
                },
                default
            );
        Model(world, "materialized='incremental', unique_key='id'", 0);
        await world.RunAsync();
        Model(world, "materialized='incremental', unique_key='id'", 5);
        await world.RunAsync();

        Assert.Equal(["k", "[]", "0 of none, 4 of 2"], await LayoutAsync(world));
        Assert.Equal([3, 2], (await MetadataAsync(world)).Schema.Fields.Select(f => f.Id));
        Assert.Equal(Enumerable.Range(0, 15), (await ReadAsync(world)).Select(r => (int)(long)r!["id"]!).Order());
    }

    [Theory]
    [InlineData("SELECT i AS id, 1.5::DOUBLE AS k FROM range(10) r(i)")]
    [InlineData("SELECT i AS id FROM range(10) r(i)")]
    public async Task Where_the_models_columns_cannot_follow_it_the_table_is_not_partitioned(string sql)
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        Model(world, "materialized='table'", 0);
        await world.RunAsync();
        await SetAsync(
            world,
            new PartitionField(2, "k", "identity"),
            new SortField(1, "bucket[4]", "asc", "nulls-first")
        );
        world.Project.Model("refined.t", sql);
        await world.RunAsync();

        // Nobody has to follow a sort order: it stays, and the files say that they are in none.
        Assert.Equal(["", "[id asc]", "1 of none, 0 of 0"], await LayoutAsync(world));
        Assert.Equal(10, (await ReadAsync(world)).Count);
    }

    private static void Model(ModelWorld world, string config, int from) =>
        world.Project.Model(
            "refined.t",
            $"{{{{ config({config}) }}}}\nSELECT i + {from} AS id, i % 2 AS k FROM range(10) r(i)"
        );

    private static IcebergCatalog Catalog(ModelWorld world) => new(world.Lake, TimeProvider.System);

    private static Task SetAsync(ModelWorld world, PartitionField partition, SortField? sort) =>
        Catalog(world)
            .CommitAsync(
                [
                    new TableChange(
                        Table,
                        [],
                        [
                            new AddSpec(new PartitionSpec(-1, [partition])),
                            new SetDefaultSpec(-1),
                            .. sort is null
                                ? (TableUpdate[])[]
                                : [new AddSortOrder(new SortOrder(1, [sort])), new SetDefaultSortOrder(-1)],
                        ]
                    ),
                ],
                default
            );

    /// <summary>The default spec's fields, the default sort order, and how many files are of no partition and how many of how many partitions.</summary>
    private static async Task<IReadOnlyList<string>> LayoutAsync(ModelWorld world)
    {
        var (metadata, files) = (await MetadataAsync(world), (await world.CurrentAsync("refined.t"))!.Files);
        var order = metadata
            .SortOrders.First(o => o.OrderId == metadata.DefaultSortOrderId)
            .Fields.Select(f => $"{metadata.Schema.Find(f.SourceId)!.Name} {f.Direction}");
        var parts = files.Where(f => f.Partition is not null).ToList();
        return
        [
            string.Join(", ", metadata.Spec.Fields.Select(f => f.Name)),
            $"[{string.Join(", ", order)}]",
            $"{files.Count - parts.Count} of none, {parts.Count} of {parts.Select(f => f.Partition).Distinct().Count()}",
        ];
    }

    private static async Task<System.Text.Json.Nodes.JsonArray> ReadAsync(ModelWorld world) =>
        await Icebird.ReadAsync(
            (string)(await world.AskAsync("SELECT metadata_location FROM lake.lake_table WHERE zone = 'refined'"))!
        );

    private static async Task<TableMetadata> MetadataAsync(ModelWorld world) =>
        TableMetadata.Parse(
            (string)(await world.AskAsync("SELECT metadata::text FROM lake.lake_table WHERE zone = 'refined'"))!
        );
}
