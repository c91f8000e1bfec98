using System.Globalization;
using Penstock.LakeLayers.Iceberg.Catalog;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Datasets;
using Penstock.Lineage.Events;
using Penstock.Testing;

namespace Penstock.LakeLayers.Tests.Query;

/// <summary>A lake of a test's own on local disk.</summary>
internal sealed class TestLake(TestFolder folder, Core.Metadata.MetadataStore store) : IAsyncDisposable
{
    public string Scratch => folder["scratch"];

    public string StoreFolder => folder["lake"];

    public Lake Lake { get; } =
        new(new LocalDiskObjectStore(folder["lake"]), new StepRunner(store), new LakeOptions(folder["scratch"]));

    /// <summary>The catalogue as other engines see it.</summary>
    public IcebergCatalog Catalog => new(Lake, TimeProvider.System);

    public static async Task<TestLake> CreateAsync(PostgresFixture postgres) =>
        new(new TestFolder(), await postgres.CreateLakeMetadataAsync());

    /// <summary>Writes a query's result and publishes it.</summary>
    public async Task<TableSnapshot> PublishAsync(
        string table,
        string query,
        bool append = false,
        IReadOnlyList<FieldSchema>? schema = null
    )
    {
        var name = TableName.Parse(table);
        await using var job = Lake.OpenJob();
        var written = await job.WriteAsync(name, query);
        var parent = await Lake.Tables.FindCurrentAsync(name);
        await using var tx = await Lake.Metadata.BeginAsync();
        var id = await Lake.Tables.PublishAsync(
            tx,
            Guid.NewGuid(),
            new SnapshotDraft(name, parent?.Id, query, schema ?? written.Schema, written.Columns, written.Files, append)
        );
        await tx.CommitAsync();
        return (await Lake.Tables.FindAsync(id))!;
    }

    /// <summary>The rows of a snapshot, each as its values with bars between them, in the order of the values.</summary>
    public async Task<IReadOnlyList<string>> RowsAsync(TableSnapshot snapshot)
    {
        await using var job = Lake.OpenJob(new LakeJobOptions { ReadOnly = true });
        await job.AttachTableAsync(snapshot, "t");
        return
        [
            .. (await job.QueryAsync("FROM t ORDER BY ALL")).Rows.Select(r =>
                string.Join("|", r.Select(v => Convert.ToString(v, CultureInfo.InvariantCulture)))
            ),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        await Lake.Metadata.DisposeAsync();
        folder.Dispose();
    }
}
