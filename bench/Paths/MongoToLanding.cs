using System.Diagnostics;
using Penstock.Bench.Sites;
using Penstock.Connectors.MongoDb;
using Penstock.Core.Configuration;
using Penstock.Core.Metadata;
using Penstock.Core.Processes;
using Penstock.Core.Steps;
using Penstock.LakeLayers;
using Penstock.LakeLayers.ObjectStores;
using Penstock.Lineage.Events;
using Penstock.Sandbox.MongoDb;
using Penstock.Sandbox.Retail;
using Penstock.Sandbox.Servers;

namespace Penstock.Bench.Paths;

/// <summary>The whole step on 541,909 invoice lines, catalogue and durable writes included, against a loop over MongoDB's own driver.</summary>
public sealed class MongoToLanding : IBenchmark
{
    private string _folder = "";
    private SandboxMongoServer _mongo = null!;
    private PostgresServer _postgres = null!;
    private int _runs;

    public string Name => "mongo-to-landing";

    public string Path => "MongoDB collection → landing, 541,909 documents";

    public string Baseline => "Node.js driver, `for await` and `JSON.stringify` to a file";

    public double AtLeast => 6;

    public async Task PrepareAsync(string folder, CancellationToken cancellationToken)
    {
        _folder = folder;
        _postgres = await PostgresServer.StartAsync(
            System.IO.Path.Combine(folder, "pg"),
            durable: true,
            cancellationToken: cancellationToken
        );
        _mongo = await SandboxMongoServer.StartAsync(
            new SandboxMongoOptions(System.IO.Path.Combine(folder, "mongo")),
            cancellationToken
        );
        _mongo.CreateCollection(
            "shop",
            "transactions",
            RetailDocuments.Encode(RetailGenerator.Generate(new RetailOptions()))
        );
    }

    public async Task<TimeSpan> RunOursAsync(CancellationToken cancellationToken)
    {
        var metadata = MetadataStore.Open(await _postgres.CreateDatabaseAsync($"bench{++_runs}", cancellationToken));
        await using var _ = metadata;
        await new Migrator(
            metadata,
            [typeof(MetadataStore).Assembly, typeof(StepRunner).Assembly, typeof(Lake).Assembly]
        ).MigrateAsync(cancellationToken);
        var store = new LocalDiskObjectStore(System.IO.Path.Combine(_folder, $"lake{_runs}"));
        var lake = new Lake(
            store,
            new StepRunner(metadata),
            new LakeOptions(System.IO.Path.Combine(_folder, "scratch"))
        );
        var options = new MongoToLandingOptions("transactions", "shop", "transactions") { WatermarkField = "_id" };

        var watch = Stopwatch.StartNew();
        var result = await new Connectors.MongoDb.MongoToLanding(lake, new MongoConnection(_mongo.Uri)).RunAsync(
            options,
            StepContext.Standalone("load"),
            cancellationToken
        );
        watch.Stop();

        Check(result.Documents);
        Console.Error.WriteLine(
            $"  {result.Objects} objects, {result.JsonBytes:N0} bytes of JSON, {result.StoredBytes:N0} stored"
        );
        return watch.Elapsed;
    }

    public async Task<TimeSpan> RunBaselineAsync(CancellationToken cancellationToken)
    {
        var output = System.IO.Path.Combine(_folder, "node.ndjson");
        var environment = new Dictionary<string, string>
        {
            ["NODE_PATH"] = NpmPackages.NodeModules("mongodb"),
            ["MONGO_URI"] = _mongo.Uri,
            ["OUTPUT"] = output,
        };
        var watch = Stopwatch.StartNew();
        var node = await CommandLine.RunAsync(
            "node",
            [Checkout.Baseline("mongodb-to-json-lines.js")],
            environment: environment,
            cancellationToken: cancellationToken
        );
        watch.Stop();
        if (node.ExitCode != 0)
            throw new InvalidOperationException(node.Error);
        Check(long.Parse(node.Output, System.Globalization.CultureInfo.InvariantCulture));
        File.Delete(output);
        return watch.Elapsed;
    }

    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        await _mongo.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    private static void Check(long documents)
    {
        if (documents != RetailPlan.GenuineRows)
            throw new InvalidOperationException(
                $"{documents:N0} documents came instead of {RetailPlan.GenuineRows:N0}."
            );
    }
}
