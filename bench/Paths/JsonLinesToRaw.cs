using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Penstock.Core.Metadata;
using Penstock.Core.Steps;
using Penstock.LakeLayers;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Raw;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Zones;
using Penstock.Lineage.Events;
using Penstock.Sandbox.Servers;

namespace Penstock.Bench.Paths;

/// <summary>541,909 transactions as JSON lines in landing to the raw table, with provenance, against DuckDB's own COPY of the same lines.</summary>
internal sealed class JsonLinesToRaw : IBenchmark
{
    private const int Documents = 541_909;

    private readonly List<PostgresServer> _servers = [];
    private string _folder = "";
    private string _lines = "";
    private int _run;

    /// <inheritdoc/>
    public string Name => "json-lines-to-raw";

    /// <inheritdoc/>
    public string Path => "JSON lines → raw Parquet, 541,909 documents, with provenance";

    /// <inheritdoc/>
    public string Baseline => "DuckDB `COPY (read_json…) TO parquet`";

    /// <inheritdoc/>
    public double AtLeast => 0.8;

    /// <inheritdoc/>
    public async Task PrepareAsync(string folder, CancellationToken cancellationToken)
    {
        _folder = folder;
        _lines = System.IO.Path.Combine(folder, "transactions.ndjson");
        await using (var writer = new StreamWriter(_lines))
        {
            var random = new Random(42);
            for (var i = 0; i < Documents; i++)
                await writer.WriteLineAsync(Document(i, random));
        }
        _servers.Add(
            await PostgresServer.StartAsync(
                System.IO.Path.Combine(folder, "pg"),
                durable: false,
                cancellationToken: cancellationToken
            )
        );
    }

    /// <inheritdoc/>
    public async Task<TimeSpan> RunOursAsync(CancellationToken cancellationToken)
    {
        var run = ++_run;
        await using var store = MetadataStore.Open(
            await _servers[0].CreateDatabaseAsync($"bench{run}", cancellationToken)
        );
        await new Migrator(
            store,
            [typeof(MetadataStore).Assembly, typeof(StepRunner).Assembly, typeof(TableCatalog).Assembly]
        ).MigrateAsync(cancellationToken);
        var place = System.IO.Path.Combine(_folder, $"ours{run}");
        var lake = new Lake(
            new LocalDiskObjectStore(System.IO.Path.Combine(place, "lake")),
            new StepRunner(store),
            new LakeOptions(System.IO.Path.Combine(place, "scratch"))
        );
        await LandAsync(lake, cancellationToken);

        var watch = Stopwatch.StartNew();
        var result = await new LakeLayers.Raw.JsonLinesToRaw(lake).RunAsync(
            new JsonLinesToRawOptions("transactions", "raw.transactions"),
            StepContext.Standalone("JsonLinesToRaw"),
            cancellationToken
        );
        watch.Stop();
        if (result.Rows != Documents)
            throw new InvalidOperationException($"{result.Rows} rows of {Documents} arrived.");
        Directory.Delete(place, recursive: true);
        return watch.Elapsed;
    }

    /// <inheritdoc/>
    public Task<TimeSpan> RunBaselineAsync(CancellationToken cancellationToken)
    {
        var target = System.IO.Path.Combine(_folder, "baseline.parquet");
        var watch = Stopwatch.StartNew();
        using (var session = DuckDbSession.Open(new DuckDbOptions(_folder)))
        {
            var rows = session.Execute(
                $"COPY (SELECT * FROM read_json({Sql.Literal(_lines)})) TO {Sql.Literal(target)} (FORMAT parquet, COMPRESSION zstd)",
                ct: cancellationToken
            );
            if (rows != Documents)
                throw new InvalidOperationException($"{rows} rows of {Documents} arrived.");
        }
        watch.Stop();
        File.Delete(target);
        return Task.FromResult(watch.Elapsed);
    }

    /// <inheritdoc/>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        foreach (var server in _servers)
            await server.DisposeAsync();
    }

    private async Task LandAsync(Lake lake, CancellationToken cancellationToken)
    {
        await using var staged = lake.Objects.Stage();
        await using (var source = File.OpenRead(_lines))
            await source.CopyToAsync(staged.Content, cancellationToken);
        staged.Content.Position = 0;
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(staged.Content, cancellationToken));
        var draft = new LandingDraft(
            "transactions",
            "mongodb://bench/shop.transactions",
            "transactions.ndjson",
            staged.Content.Length,
            hash,
            "application/x-ndjson",
            Guid.NewGuid()
        )
        {
            RowCount = Documents,
            Properties = new JsonObject { ["shape"] = Shape() },
        };
        await lake.Landing.LandAsync(staged, draft, cancellationToken);
        await using var transaction = await lake.Metadata.BeginAsync(cancellationToken);
        await LandingZone.PublishAsync(transaction, "transactions", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static string Document(int i, Random random)
    {
        var line = new StringBuilder(300);
        line.Append(
            CultureInfo.InvariantCulture,
            $"{{\"_id\":{{\"$oid\":\"{i:x24}\"}},\"InvoiceNo\":\"{536365 + (i / 20)}\",\"StockCode\":\"{10000 + random.Next(70000)}\""
        );
        if (random.Next(400) > 0)
            line.Append(
                CultureInfo.InvariantCulture,
                $",\"Description\":\"WHITE HANGING HEART T-LIGHT HOLDER {random.Next(4000)}\""
            );
        line.Append(
            CultureInfo.InvariantCulture,
            $",\"Quantity\":{random.Next(-10, 100)},\"InvoiceDate\":\"{1 + (i / 50000)}/{1 + (i % 28)}/2011 {8 + (i % 10)}:{i % 60:00}\""
        );
        line.Append(CultureInfo.InvariantCulture, $",\"UnitPrice\":{random.Next(1, 5000) / 100.0}");
        if (random.Next(4) > 0)
            line.Append(CultureInfo.InvariantCulture, $",\"CustomerID\":{12346 + random.Next(4372)}");
        return line.Append(",\"Country\":\"United Kingdom\"}").ToString();
    }

    private static JsonObject Shape()
    {
        static JsonObject Of(params string[] types) =>
            new() { ["types"] = new JsonArray([.. types.Select(t => JsonValue.Create(t))]) };
        return new JsonObject
        {
            ["fields"] = new JsonObject
            {
                ["_id"] = Of("objectId"),
                ["InvoiceNo"] = Of("string"),
                ["StockCode"] = Of("string"),
                ["Description"] = Of("string"),
                ["Quantity"] = Of("int"),
                ["InvoiceDate"] = Of("string"),
                ["UnitPrice"] = Of("double", "int"),
                ["CustomerID"] = Of("int"),
                ["Country"] = Of("string"),
            },
            ["documents"] = Documents,
        };
    }
}
