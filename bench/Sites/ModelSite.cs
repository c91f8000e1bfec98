using Penstock.Core.Metadata;
using Penstock.Core.Steps;
using Penstock.LakeLayers;
using Penstock.LakeLayers.Models;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Events;
using Penstock.Sandbox.Servers;

namespace Penstock.Bench.Sites;

/// <summary>A lake on local disk with 5,419,090 sales in raw, and a workflow's folder with one model over them. Disk and database are durable.</summary>
internal sealed class ModelSite : IAsyncDisposable
{
    public const long Rows = 5_419_090;

    private const string Sale = """
        i AS id, 'C' || (i // 20) AS invoice_no, (10000 + hash(i) % 70000)::VARCHAR AS stock_code, 'WHITE HANGING HEART T-LIGHT HOLDER ' || (hash(i) % 4000) AS description,
        (hash(i, 1) % 100)::INTEGER AS quantity, TIMESTAMP '2010-12-01' + INTERVAL (i % 500000) MINUTE AS invoice_date, ((hash(i, 2) % 5000) / 100)::DECIMAL(18,4) AS unit_price,
        (12346 + hash(i, 3) % 4372)::BIGINT AS customer_id, 'United Kingdom' AS country
        """;

    private readonly PostgresServer _server;
    private readonly MetadataStore _store;
    private readonly string _project;

    private ModelSite(PostgresServer server, MetadataStore store, string folder)
    {
        (_server, _store, _project) = (server, store, Path.Combine(folder, "project"));
        Lake = new Lake(
            new LocalDiskObjectStore(Path.Combine(folder, "lake")),
            new StepRunner(store),
            new LakeOptions(Path.Combine(folder, "scratch")) { MemoryLimit = "2GB" }
        );
    }

    public Lake Lake { get; }

    public static async Task<ModelSite> OpenAsync(string folder, string model, CancellationToken cancellationToken)
    {
        var server = await PostgresServer.StartAsync(
            Path.Combine(folder, "pg"),
            durable: true,
            cancellationToken: cancellationToken
        );
        var store = MetadataStore.Open(await server.CreateDatabaseAsync("bench", cancellationToken));
        await new Migrator(
            store,
            [typeof(MetadataStore).Assembly, typeof(StepRunner).Assembly, typeof(TableCatalog).Assembly]
        ).MigrateAsync(cancellationToken);
        var site = new ModelSite(server, store, folder);
        Directory.CreateDirectory(Path.Combine(site._project, "models", "refined"));
        await site.WriteModelAsync(model, cancellationToken);
        await site.PublishAsync("raw.sales", $"SELECT {Sale} FROM range({Rows}) r(i)", cancellationToken);
        return site;
    }

    /// <summary>Makes one in a hundred sales the rows of raw.changes, with another price each time.</summary>
    public Task ChangeAsync(int time, CancellationToken cancellationToken) =>
        PublishAsync(
            "raw.changes",
            $"SELECT * REPLACE ((unit_price + {time})::DECIMAL(18,4) AS unit_price) FROM (SELECT {Sale} FROM range({time}, {Rows}, 100) r(i))",
            cancellationToken
        );

    /// <summary>Makes a text the model of refined.sales.</summary>
    public Task WriteModelAsync(string model, CancellationToken cancellationToken) =>
        File.WriteAllTextAsync(Path.Combine(_project, "models", "refined", "sales.sql"), model, cancellationToken);

    public async Task<ModelResult> RunAsync(bool fullRefresh, CancellationToken cancellationToken)
    {
        var options = new RunModelsOptions(_project) { FullRefresh = fullRefresh, Force = true };
        return (
            await new RunModels(Lake).RunAsync(options, StepContext.Standalone("models"), cancellationToken)
        ).Models[0];
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _server.DisposeAsync();
    }

    private async Task PublishAsync(string table, string query, CancellationToken cancellationToken)
    {
        var name = TableName.Parse(table);
        await using var job = Lake.OpenJob();
        var written = await job.WriteAsync(name, query, cancellationToken: cancellationToken);
        await using var transaction = await _store.BeginAsync(cancellationToken);
        var parent = (await Lake.Tables.FindCurrentAsync(name, cancellationToken))?.Id;
        await Lake.Tables.PublishAsync(
            transaction,
            Guid.CreateVersion7(),
            new SnapshotDraft(
                name,
                parent,
                "bench",
                written.Schema,
                written.Columns,
                written.Files,
                KeepsParentFiles: false
            ),
            cancellationToken
        );
        await transaction.CommitAsync(cancellationToken);
    }
}
