using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Penstock.Core.Compression;
using Penstock.Core.Steps;
using Penstock.LakeLayers.Models;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Raw;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Zones;
using Penstock.Testing;

namespace Penstock.LakeLayers.Erasure;

/// <summary>A shop with customers in all zones: landed lines, raw, refined with quarantine and tokens, presentation, each with a past.</summary>
internal sealed class ForgetWorld : IAsyncDisposable
{
    public const string Secret = "a secret of tests that nobody else has";

    // The identifier has letters, so that the search for it in bytes finds nothing by chance.
    public const string Subject = "cust-zeta-77";

    private ForgetWorld(ModelWorld models) => Models = models;

    public ModelWorld Models { get; }

    public Lake Lake => Models.Lake;

    public SubjectColumns Columns => SubjectColumns.Read([Models.Project.Path], []);

    public ForgetOptions Options => new(Subject, Columns);

    public static async Task<ForgetWorld> CreateAsync(PostgresFixture postgres, IObjectStore? objects = null)
    {
        var world = new ForgetWorld(await ModelWorld.CreateAsync(postgres, Secret, objects: objects));
        world
            .Models.Project.Contract(
                "raw.orders",
                "properties:\n  - {name: customer, customProperties: [{property: subject, value: true}]}"
            )
            .Contract(
                "refined.orders",
                """
                properties:
                  - {name: id, primaryKey: true}
                  - {name: customer, customProperties: [{property: subject, value: true}, {property: pii, value: account}, {property: protect, value: hash}]}
                  - {name: phone, customProperties: [{property: pii, value: phone}, {property: protect, value: tokenise}]}
                  - {name: amount, logicalTypeOptions: {minimum: 1}}
                """
            )
            .Contract(
                "presentation.customers",
                "properties:\n  - {name: customer, customProperties: [{property: subject, value: true}, {property: pii, value: account}, {property: protect, value: keep}]}"
            )
            .Model(
                "refined.orders",
                """
                {{ config(materialized='incremental', unique_key='id') }}
                SELECT id, customer, phone, amount, _landing_key, _source_position FROM {{ source('raw', 'orders') }} QUALIFY row_number() OVER (PARTITION BY id ORDER BY _landing_key, _source_position) = 1
                """
            )
            .Model(
                "presentation.customers",
                "SELECT customer, sum(amount) AS amount FROM {{ ref('orders') }} GROUP BY 1"
            )
            .Model("presentation.days", "SELECT count(*) AS orders FROM {{ ref('orders') }}")
            .Write(
                "models/refined/orders.yml",
                "columns:\n  - name: customer\n    tests:\n      - accepted_values: {values: [x], severity: warn}\n"
            );
        await world.LandAsync(
            "a",
            ".zst",
            Order(1, "cust-alpha-1", "+49 1111 1"),
            Order(2, Subject, "+49 7777 1"),
            "",
            Order(3, "cust-beta-2", "+49 2222 1"),
            $"{{\"customer\": \"{Subject}\", broken"
        );
        await world.RunAsync();
        await world.LandAsync(
            "b",
            ".gz",
            Order(4, Subject, "+49 7777 2"),
            Order(5, Subject, "+49 7777 3", 0),
            Order(2, Subject, "+49 7777 1"),
            Order(6, "cust-alpha-1", "+49 7777 2")
        );
        await world.LandAsync("c", "", Order(7, "cust-beta-2", "+49 2222 1"));
        await world.RunAsync();
        return world;
    }

    public static string Order(int id, string customer, string phone, int amount = 10) =>
        $"{{\"id\":{id},\"customer\":\"{customer}\",\"phone\":\"{phone}\",\"amount\":{amount}}}";

    /// <summary>The same lake over another store, usually one that wraps its own.</summary>
    public Lake Over(Func<IObjectStore, IObjectStore> wrap) => new(wrap(Lake.Objects), Lake.Steps, Lake.Options);

    /// <summary>Landing to raw.</summary>
    public Task<JsonLinesToRawResult> IngestAsync(Lake? lake = null, string table = "raw.orders") =>
        new JsonLinesToRaw(lake ?? Lake).RunAsync(
            new JsonLinesToRawOptions("orders", table),
            StepContext.Standalone("raw")
        );

    /// <summary>To raw and through the models.</summary>
    public async Task RunAsync()
    {
        await IngestAsync();
        await Models.RunAsync(new RunModelsOptions(Models.Project.Path) { WithTests = true });
    }

    /// <summary>Lands lines as a file of a feed, as a connector does.</summary>
    public Task<LandedObject> LandAsync(string name, string packing, params string[] lines) =>
        LandAsync(name, packing, $"test://{name}", lines);

    /// <summary>The same from an address.</summary>
    public async Task<LandedObject> LandAsync(string name, string packing, string address, string[] lines)
    {
        await using var staged = Lake.Objects.Stage();
        await using (
            Stream packed = packing switch
            {
                ".zst" => new ZstdWriteStream(staged.Content),
                ".gz" => new GZipStream(staged.Content, CompressionLevel.Fastest, leaveOpen: true),
                _ => new BufferedStream(staged.Content),
            }
        )
            await packed.WriteAsync(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        await staged.CloseAsync();
        var bytes = await File.ReadAllBytesAsync(staged.LocalPath);
        var media = packing switch
        {
            ".zst" => "application/x-ndjson+zstd",
            ".gz" => "application/x-ndjson+gzip",
            _ => "application/x-ndjson",
        };
        var draft = new LandingDraft(
            "orders",
            address,
            $"{name}.ndjson{packing}",
            bytes.Length,
            Convert.ToHexStringLower(SHA256.HashData(bytes)),
            media,
            Guid.NewGuid()
        )
        {
            RowCount = lines.Count(l => l.Length > 0),
        };
        var (landed, _) = await Lake.Landing.LandAsync(staged, draft);
        await using var transaction = await Lake.Metadata.BeginAsync();
        await LandingZone.PublishAsync(transaction, "orders");
        await transaction.CommitAsync();
        return landed;
    }

    /// <summary>What the rows of all others come to, by table.</summary>
    public async Task<Dictionary<string, string>> OthersAsync()
    {
        Dictionary<string, string> hashes = [];
        foreach (
            var (table, where) in new[]
            {
                ("raw.orders", $"customer <> '{Subject}'"),
                ("refined.orders", $"customer <> '{new Privacy.PrivacyKey(Secret).Hash("account", Subject)}'"),
            }
        )
            hashes[table] = string.Join('\n', await Models.RowsAsync(table, $"FROM t WHERE {where} ORDER BY ALL"));
        return hashes;
    }

    public Task<ErasureResult> EraseAsync() =>
        new ForgetSubject(Lake).EraseAsync(Options, StepContext.Standalone("forget"));

    public ValueTask DisposeAsync() => Models.DisposeAsync();
}
