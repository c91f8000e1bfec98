using System.Diagnostics;
using Npgsql;
using Penstock.Bench.Paths.Warehouse;
using Penstock.Core.Metadata;
using Penstock.Core.Steps;
using Penstock.LakeLayers;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Events;
using Penstock.Sandbox.Servers;
using Penstock.Warehouse.Loads;

namespace Penstock.Bench.Paths;

/// <summary>A first load of four dimensions and 541,909 facts. Ours ends with ANALYZE, load markers and lineage as well.</summary>
internal sealed class PresentationToWarehouse : IBenchmark
{
    private string _folder = "";
    private PostgresServer? _server;
    private MetadataStore? _metadata;
    private Lake? _lake;
    private ShellLoad? _shell;

    public string Name => "presentation-to-warehouse";

    public string Path => "presentation → warehouse, 541,909 facts";

    public string Baseline => "DuckDB to CSV with keys joined there, `psql \\copy`, keys and constraints";

    public double AtLeast => 1.3;

    public async Task PrepareAsync(string folder, CancellationToken cancellationToken)
    {
        _folder = folder;
        _server = await PostgresServer.StartAsync(
            System.IO.Path.Combine(folder, "pg"),
            durable: true,
            cancellationToken: cancellationToken
        );
        _metadata = MetadataStore.Open(await _server.CreateDatabaseAsync("bench", cancellationToken));
        await new Migrator(
            _metadata,
            [typeof(MetadataStore).Assembly, typeof(StepRunner).Assembly, typeof(TableCatalog).Assembly]
        ).MigrateAsync(cancellationToken);
        _lake = new Lake(
            new LocalDiskObjectStore(System.IO.Path.Combine(folder, "lake")),
            new StepRunner(_metadata),
            new LakeOptions(System.IO.Path.Combine(folder, "scratch"))
        );
        await SyntheticPresentation.PublishAsync(_lake, folder);
        await File.WriteAllTextAsync(
            System.IO.Path.Combine(folder, "warehouse.yml"),
            SyntheticPresentation.Schema,
            cancellationToken
        );
        var parquet = new Dictionary<string, string>();
        foreach (var name in SyntheticPresentation.Names)
        {
            var snapshot = await _lake.Tables.FindCurrentAsync(new TableName("presentation", name), cancellationToken);
            using var copy = await _lake.Objects.FetchAsync(snapshot!.Files[0].Key, cancellationToken);
            parquet.Add(name, copy.Path);
        }
        _shell = new ShellLoad(
            folder,
            parquet,
            $"host=127.0.0.1 port={_server.Port} user=penstock password={_server.Password} dbname=bench"
        );
    }

    public async Task<TimeSpan> RunOursAsync(CancellationToken cancellationToken)
    {
        await ExecuteAsync("DROP SCHEMA IF EXISTS warehouse CASCADE", cancellationToken);
        await ExecuteAsync("CHECKPOINT", cancellationToken);
        var clock = Stopwatch.StartNew();
        await new LoadWarehouse(_lake!, _metadata!.DataSource).RunAsync(
            new LoadWarehouseOptions(System.IO.Path.Combine(_folder, "warehouse.yml")),
            StepContext.Standalone("bench"),
            cancellationToken
        );
        return clock.Elapsed;
    }

    public async Task<TimeSpan> RunBaselineAsync(CancellationToken cancellationToken)
    {
        await ExecuteAsync("DROP SCHEMA IF EXISTS baseline CASCADE; CREATE SCHEMA baseline", cancellationToken);
        await ExecuteAsync("CHECKPOINT", cancellationToken);
        var clock = Stopwatch.StartNew();
        await _shell!.RunAsync(cancellationToken);
        return clock.Elapsed;
    }

    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var table in SyntheticPresentation.Names)
                await ExecuteAsync(
                    $"DO $$ BEGIN IF EXISTS ((TABLE warehouse.{table} EXCEPT ALL TABLE baseline.{table}) UNION ALL (TABLE baseline.{table} EXCEPT ALL TABLE warehouse.{table})) THEN RAISE '{table} differs'; END IF; END $$",
                    cancellationToken
                );
        }
        finally
        {
            await _metadata!.DisposeAsync();
            await _server!.DisposeAsync();
        }
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = _metadata!.DataSource.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
