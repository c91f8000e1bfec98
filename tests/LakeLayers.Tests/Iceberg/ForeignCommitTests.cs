using System.Globalization;
using Penstock.Core.Metadata;
using Penstock.Core.Steps;
using Penstock.Iceberg;
using Penstock.Iceberg.Changes;
using Penstock.Iceberg.Manifests;
using Penstock.Iceberg.Metadata;
using Penstock.Iceberg.Schemas;
using Penstock.LakeLayers.Iceberg;
using Penstock.LakeLayers.Iceberg.Catalog;
using Penstock.LakeLayers.Iceberg.Files;
using Penstock.LakeLayers.Maintenance;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Tests.Query;
using Penstock.LakeLayers.Zones;
using Penstock.Testing;

namespace Penstock.LakeLayers.Tests.Iceberg;

/// <summary>Commits as other engines make them through the REST catalogue, seen by this platform's readers and by one that knows nothing of it.</summary>
public sealed class ForeignCommitTests(PostgresFixture postgres)
{
    private static readonly TableName Table = TableName.Parse("refined.t");

    [Fact]
    public async Task A_table_that_is_made_and_filled_elsewhere_is_read_here()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var catalog = lake.Catalog;
        // Spark numbers from 0.
        var wanted = new NewTable(
            new IcebergSchema(
                0,
                [
                    new NestedField(0, "id", true, new PrimitiveType("long")),
                    new NestedField(1, "name", false, new PrimitiveType("string")),
                ]
            )
        );
        var created = await catalog.CreateAsync(Table, wanted, default);

        await AppendAsync(lake, "SELECT 7::BIGINT AS id, 'seven' AS name");

        Assert.Equal([1, 2], created.Metadata.Schema.Fields.Select(f => f.Id));
        Assert.Equal(["7|seven"], await RowsAsync(lake));
        await Assert.ThrowsAsync<TableExistsException>(() => catalog.CreateAsync(Table, wanted, default));
    }

    [Fact]
    public async Task Rows_deleted_by_place_and_by_value_are_gone_here_and_there()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var first = await lake.PublishAsync(
            "refined.t",
            "SELECT i::INTEGER AS n, 'row ' || i AS s FROM range(6) r(i) ORDER BY i"
        );
        var uri = lake.Lake.Objects.UriOf(first.Files[0].Key);
        await DeleteAsync(
            lake,
            FileContent.PositionDeletes,
            $"SELECT {Sql.Literal(uri)} AS file_path, pos::BIGINT AS pos FROM (VALUES (0), (4)) v(pos)",
            2
        );
        await DeleteAsync(lake, FileContent.EqualityDeletes, "SELECT 2::INTEGER AS n", 1, [1]);
        await AppendAsync(lake, "SELECT 2::INTEGER AS n, 'again' AS s");

        Assert.Equal(["1|row 1", "2|again", "3|row 3", "5|row 5"], await RowsAsync(lake));
        var (_, location) = await lake.Catalog.LoadAsync(Table, default);
        Assert.Equal([1, 2, 3, 5], (await Icebird.ReadAsync(location)).Select(r => (int)r!["n"]!).Order());
    }

    [Fact]
    public async Task Compaction_applies_the_deletes_and_leaves_the_other_rows_in_their_order()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var first = await lake.PublishAsync(
            "refined.t",
            "SELECT i::INTEGER AS n, 'row ' || i AS s FROM range(6) r(i) ORDER BY i DESC"
        );
        var uri = lake.Lake.Objects.UriOf(first.Files[0].Key);
        await DeleteAsync(
            lake,
            FileContent.PositionDeletes,
            $"SELECT {Sql.Literal(uri)} AS file_path, pos::BIGINT AS pos FROM (VALUES (0), (4)) v(pos)",
            2
        );
        await DeleteAsync(lake, FileContent.EqualityDeletes, "SELECT 2::INTEGER AS n", 1, [1]);
        await AppendAsync(lake, "SELECT 2::INTEGER AS n, 'again' AS s");

        var result = await new CompactTable(lake.Lake).RunAsync(
            new CompactOptions(Table),
            StepContext.Standalone("compact")
        );

        Assert.Equal((4, 1), (result.FilesBefore, result.FilesAfter));
        var (after, location) = await LoadAsync(lake);
        Assert.Equal([4, 3, 0, 2], (await Icebird.ReadAsync(location)).Select(r => (int)r!["n"]!));
        Assert.Equal(("replace", "4"), (after.Current!.Summary["operation"], after.Current.Summary["total-records"]));
        Assert.Empty((await lake.Lake.Tables.FindCurrentAsync(Table))!.Deletes);
    }

    [Fact]
    public async Task A_column_that_is_renamed_elsewhere_reads_from_old_files_here_and_there()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await lake.PublishAsync("refined.t", "SELECT 1::INTEGER AS old, 'x' AS s");
        var (before, _) = await LoadAsync(lake);
        var renamed = before.Schema with
        {
            Fields =
            [
                before.Schema.Fields[0] with
                {
                    Name = "new",
                    Type = new PrimitiveType("long"),
                },
                before.Schema.Fields[1],
            ],
        };
        await lake.Catalog.CommitAsync(
            [
                new TableChange(
                    Table,
                    [new AssertCurrentSchemaId(before.CurrentSchemaId)],
                    [new AddSchema(renamed), new SetCurrentSchema(-1)]
                ),
            ],
            default
        );
        await AppendAsync(lake, "SELECT 5000000000::BIGINT AS new, 'y' AS s");

        Assert.Equal(["1|x", "5000000000|y"], await RowsAsync(lake));
        var (_, location) = await lake.Catalog.LoadAsync(Table, default);
        Assert.Equal([1, 5_000_000_000], (await Icebird.ReadAsync(location)).Select(r => (long)r!["new"]!).Order());
        var narrowed = renamed with { Fields = [renamed.Fields[0] with { Type = new PrimitiveType("int") }] };
        var error = await Assert.ThrowsAsync<IcebergFormatException>(() =>
            lake.Catalog.CommitAsync([new TableChange(Table, [], [new AddSchema(narrowed)])], default)
        );
        Assert.Contains("the column new cannot change from long to int", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_set_back_to_an_earlier_snapshot_has_its_rows_again_and_a_step_here_goes_on_from_there()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var first = await lake.PublishAsync("refined.t", "SELECT 1 AS a");
        await lake.PublishAsync("refined.t", "SELECT 2 AS a");
        await lake.Catalog.CommitAsync(
            [new TableChange(Table, [], [new SetSnapshotRef(SnapshotRef.Main, "branch", first.Id)])],
            default
        );
        Assert.Equal(["1"], await RowsAsync(lake));

        await lake.PublishAsync("refined.t", "SELECT 3 AS a", append: true);

        Assert.Equal(["1", "3"], await RowsAsync(lake));
        Assert.Equal(["1"], await RowsAsync(lake, await lake.Lake.Tables.FindAsync(first.Id)));
    }

    [Fact]
    public async Task A_commit_to_two_tables_changes_both_or_neither()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await lake.PublishAsync("refined.a", "SELECT 1 AS a");
        await lake.PublishAsync("refined.b", "SELECT 1 AS a");
        TableChange Change(string table, long? snapshot) =>
            new(
                TableName.Parse(table),
                [new AssertRefSnapshotId(SnapshotRef.Main, snapshot)],
                [new SetProperties(new Dictionary<string, string> { ["owner"] = "ann" })]
            );
        var (a, b) = (
            (await lake.Lake.Tables.FindCurrentAsync(TableName.Parse("refined.a")))!.Id,
            (await lake.Lake.Tables.FindCurrentAsync(TableName.Parse("refined.b")))!.Id
        );

        var error = await Assert.ThrowsAsync<CommitConflictException>(() =>
            lake.Catalog.CommitAsync([Change("refined.a", a), Change("refined.b", 99)], default)
        );

        Assert.Contains(
            $"the snapshot of main was expected to be 99 and is {b}",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            "owner",
            (await lake.Catalog.LoadAsync(TableName.Parse("refined.a"), default)).Metadata,
            StringComparison.Ordinal
        );
        await lake.Catalog.CommitAsync([Change("refined.b", b), Change("refined.a", a)], default);
        Assert.Contains(
            "\"owner\": \"ann\"",
            (await lake.Catalog.LoadAsync(TableName.Parse("refined.a"), default)).Metadata,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Files_of_another_table_or_from_outside_the_lake_are_refused()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var secret = await lake.PublishAsync("raw.secret", "SELECT 1 AS a");
        await lake.PublishAsync("refined.t", "SELECT 1 AS a");
        foreach (
            var uri in new[]
            {
                lake.Lake.Objects.UriOf(secret.Files[0].Key),
                "file:///etc/passwd",
                lake.Lake.Objects.UriOf("refined/t/../../raw/secret/x.avro"),
            }
        )
        {
            var error = await Assert.ThrowsAsync<IcebergFormatException>(() =>
                AddAsync(lake, FileContent.Data, new TableFile(uri, 1, 1))
            );
            Assert.Contains("not in the", error.Message, StringComparison.Ordinal);
        }
        Assert.Equal(["1"], await RowsAsync(lake));
    }

    [Fact]
    public async Task A_dropped_table_is_gone_and_a_renamed_one_keeps_its_rows()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await lake.PublishAsync("refined.t", "SELECT 1 AS a");
        var other = TableName.Parse("refined.other");
        await lake.Catalog.RenameAsync(Table, other, default);
        Assert.Equal(["1"], await RowsAsync(lake, await lake.Lake.Tables.FindCurrentAsync(other)));

        await lake.Catalog.DropAsync(other, default);

        Assert.Empty(await lake.Catalog.ListAsync("refined", default));
        await Assert.ThrowsAsync<NoSuchTableException>(() => lake.Catalog.DropAsync(Table, default));
        await lake.PublishAsync("refined.other", "SELECT 2 AS a");
        Assert.Equal(["2"], await RowsAsync(lake, await lake.Lake.Tables.FindCurrentAsync(other)));
    }

    [Fact]
    public async Task A_renamed_table_is_written_to_here_and_elsewhere()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await lake.PublishAsync("refined.was", "SELECT 1 AS a");
        await lake.Catalog.RenameAsync(TableName.Parse("refined.was"), Table, default);

        await lake.PublishAsync("refined.t", "SELECT 2 AS a", append: true);
        await AppendAsync(lake, "SELECT 3 AS a");

        Assert.Equal(["1", "2", "3"], await RowsAsync(lake));
        var (_, location) = await lake.Catalog.LoadAsync(Table, default);
        Assert.Equal([1, 2, 3], (await Icebird.ReadAsync(location)).Select(r => (int)r!["a"]!).Order());
    }

    [Fact]
    public async Task A_table_that_takes_an_old_name_does_not_take_the_files_of_the_one_that_had_it()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var renamed = await lake.PublishAsync("refined.t", "SELECT 1 AS a");
        await lake.Catalog.RenameAsync(Table, TableName.Parse("presentation.t"), default);
        await lake.PublishAsync("refined.t", "SELECT 2 AS a");

        var error = await Assert.ThrowsAsync<IcebergFormatException>(() =>
            AddAsync(lake, FileContent.Data, new TableFile(lake.Lake.Objects.UriOf(renamed.Files[0].Key), 1, 1))
        );

        Assert.Contains("not in the table's folder", error.Message, StringComparison.Ordinal);
        Assert.Equal(["2"], await RowsAsync(lake));
    }

    private static Task<(TableMetadata Metadata, string Location)> LoadAsync(TestLake lake) =>
        new ForeignWriter(lake, Table).LoadAsync();

    private static Task AppendAsync(TestLake lake, string query) => new ForeignWriter(lake, Table).AppendAsync(query);

    private static Task DeleteAsync(
        TestLake lake,
        FileContent content,
        string query,
        long rows,
        IReadOnlyList<int>? ids = null
    ) => new ForeignWriter(lake, Table).DeleteAsync(content, query, rows, ids);

    private static Task AddAsync(TestLake lake, FileContent content, TableFile file) =>
        new ForeignWriter(lake, Table).AddAsync(content, file);

    private static async Task<IReadOnlyList<string>> RowsAsync(TestLake lake, TableSnapshot? snapshot = null) =>
        await lake.RowsAsync((snapshot ?? await lake.Lake.Tables.FindCurrentAsync(Table))!);
}
