using System.Globalization;
using Penstock.Core.Steps;
using Penstock.Iceberg.Changes;
using Penstock.Iceberg.Metadata;
using Penstock.Iceberg.Schemas;
using Penstock.LakeLayers.Iceberg.Catalog;
using Penstock.LakeLayers.Maintenance;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Tests.Query;
using Penstock.Testing;

namespace Penstock.LakeLayers.Tests.Iceberg;

/// <summary>What another engine says of columns without writing a row holds here at once, and no commit of ours takes it back.</summary>
public sealed class SchemaOnlyChangeTests(PostgresFixture postgres)
{
    private static readonly TableName Table = TableName.Parse("refined.t");

    [Fact]
    public async Task Columns_that_were_swapped_widened_added_and_dropped_are_so_before_any_row_is_written()
    {
        await using var lake = await AlteredAsync();

        Assert.Equal(["b:VARCHAR", "a:BIGINT", "later:DOUBLE"], await ColumnsAsync(lake));
        Assert.Equal(["x|1|", "y|2|"], await RowsAsync(lake));
    }

    [Fact]
    public async Task An_append_keeps_them()
    {
        await using var lake = await AlteredAsync();

        await lake.PublishAsync("refined.t", "SELECT 'z' AS b, 3::BIGINT AS a, 0.5::DOUBLE AS later", append: true);

        Assert.Equal(["b:VARCHAR", "a:BIGINT", "later:DOUBLE"], await ColumnsAsync(lake));
        Assert.Equal(["x|1|", "y|2|", "z|3|0.5"], await RowsAsync(lake));
    }

    [Fact]
    public async Task Compaction_keeps_them_and_the_schema_that_says_so()
    {
        await using var lake = await AlteredAsync();
        var before = await lake.Lake.Tables.FindMetadataAsync(Table, default);

        var result = await new CompactTable(lake.Lake).RunAsync(
            new CompactOptions(Table),
            StepContext.Standalone("compact")
        );

        Assert.Equal(1, result.FilesAfter);
        var after = await lake.Lake.Tables.FindMetadataAsync(Table, default);
        Assert.Equal((before!.CurrentSchemaId, before.Schemas.Count), (after!.CurrentSchemaId, after.Schemas.Count));
        Assert.Equal(["x|1|", "y|2|"], await RowsAsync(lake));
    }

    [Fact]
    public async Task A_step_whose_columns_are_older_than_the_table_s_is_refused_and_takes_nothing_back()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var parent = await lake.PublishAsync("refined.t", "SELECT 1::INTEGER AS n");
        await using var job = lake.Lake.OpenJob();
        var written = await job.WriteAsync(Table, "SELECT 2::INTEGER AS n");
        await AlterAsync(lake, s => [s[0] with { Name = "renamed" }]);

        await using var transaction = await lake.Lake.Metadata.BeginAsync();
        await Assert.ThrowsAsync<SnapshotConflictException>(() =>
            lake.Lake.Tables.PublishAsync(
                transaction,
                Guid.NewGuid(),
                new SnapshotDraft(Table, parent.Id, "f", written.Schema, written.Columns, written.Files, true)
            )
        );

        Assert.Equal(["renamed:INTEGER"], await ColumnsAsync(lake));
    }

    [Fact]
    public async Task A_table_without_rows_is_an_empty_table()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await lake.Catalog.CreateAsync(
            Table,
            new NewTable(new IcebergSchema(0, [new NestedField(1, "n", false, new PrimitiveType("long"))])),
            default
        );

        Assert.Empty(await RowsAsync(lake));
    }

    private async Task<TestLake> AlteredAsync()
    {
        var lake = await TestLake.CreateAsync(postgres);
        await lake.PublishAsync("refined.t", "SELECT 1::INTEGER AS b, 'x' AS a, TRUE AS gone");
        await lake.PublishAsync("refined.t", "SELECT 2::INTEGER AS b, 'y' AS a, TRUE AS gone", append: true);
        await AlterAsync(
            lake,
            s =>
                [
                    s[1] with
                    {
                        Name = "b",
                    },
                    s[0] with
                    {
                        Name = "a",
                        Type = new PrimitiveType("long"),
                    },
                    new NestedField(4, "later", false, new PrimitiveType("double")),
                ]
        );
        return lake;
    }

    // The old schema is removed as well, as engines do that clean up after themselves.
    private static async Task AlterAsync(
        TestLake lake,
        Func<IReadOnlyList<NestedField>, IReadOnlyList<NestedField>> change
    )
    {
        var before = (await lake.Lake.Tables.FindMetadataAsync(Table, default))!;
        await lake.Catalog.CommitAsync(
            [
                new TableChange(
                    Table,
                    [],
                    [
                        new AddSchema(new IcebergSchema(0, change(before.Schema.Fields))),
                        new SetCurrentSchema(-1),
                        new RemoveSchemas([before.CurrentSchemaId]),
                    ]
                ),
            ],
            default
        );
    }

    private static async Task<IEnumerable<string>> ColumnsAsync(TestLake lake) =>
        (await lake.Lake.Tables.FindCurrentAsync(Table))!.Schema.Select(c => $"{c.Name}:{c.Type}");

    private static async Task<IReadOnlyList<string>> RowsAsync(TestLake lake)
    {
        await using var job = lake.Lake.OpenJob();
        Assert.True(await job.AttachCurrentAsync(Table));
        return
        [
            .. (await job.QueryAsync("FROM refined.t ORDER BY ALL")).Rows.Select(r =>
                string.Join("|", r.Select(v => Convert.ToString(v, CultureInfo.InvariantCulture)))
            ),
        ];
    }
}
