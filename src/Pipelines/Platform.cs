using System.Reflection;
using Penstock.Core.Configuration;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.LakeLayers;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Privacy;
using Penstock.LakeLayers.Query;
using Penstock.Lineage.Events;

namespace Penstock.Pipelines;

/// <summary>
/// Everything a configuration names, opened once: metadata, lake, warehouse, sources. What the command line and the server
/// build on.
/// </summary>
public sealed class Platform : IAsyncDisposable
{
    private Platform(
        PenstockConfiguration configuration,
        MetadataStore metadata,
        Lake lake,
        string metadataConnection,
        string warehouseConnection
    )
    {
        MetadataConnection = metadataConnection;
        Configuration = configuration;
        Metadata = metadata;
        Lake = lake;
        WarehouseConnection = warehouseConnection;
    }

    /// <summary>The assemblies whose migrations make up the metadata database, in order.</summary>
    public static IReadOnlyList<Assembly> Modules { get; } =
    [
        typeof(MetadataStore).Assembly,
        typeof(StepRunner).Assembly,
        typeof(Lake).Assembly,
        typeof(Workflows.Runtime.WorkflowRunner).Assembly,
    ];

    /// <summary>The configuration it was opened with.</summary>
    public PenstockConfiguration Configuration { get; }

    /// <summary>The metadata database.</summary>
    public MetadataStore Metadata { get; }

    /// <summary>The lake.</summary>
    public Lake Lake { get; }

    /// <summary>How to reach the warehouse; holds its password.</summary>
    public string WarehouseConnection { get; }

    /// <summary>How to reach the metadata database; holds its password.</summary>
    internal string MetadataConnection { get; }

    /// <summary>
    /// Whether it is a copy that has the landing zone and nothing else: activities that read sources are passed over.
    /// </summary>
    public bool IsReplay { get; private init; }

    /// <summary>The folder with one folder a workflow.</summary>
    public string WorkflowsFolder => Configuration.PathOf(Configuration.Options.Workflows);

    /// <summary>The folder of one workflow.</summary>
    /// <exception cref="UsageException">The name is not one of a folder there.</exception>
    public string WorkflowFolder(string name) =>
        Directory.Exists(WorkflowsFolder)
        && Directory.EnumerateDirectories(WorkflowsFolder).FirstOrDefault(d => Path.GetFileName(d) == name)
            is { } folder
            ? folder
            : throw new UsageException(
                "There is no workflow folder of that name",
                $"{name} in {WorkflowsFolder}",
                "look at workflows: in penstock.yml"
            );

    /// <summary>Opens what the configuration names and brings the metadata database up to date.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="connect">Makes a connection string of database options; the second argument names the section for
    /// messages.</param>
    /// <param name="modules">The assemblies to migrate; <see cref="Modules"/> when null.</param>
    /// <param name="cancellationToken">Stops opening.</param>
    public static async Task<Platform> OpenAsync(
        PenstockConfiguration configuration,
        Func<DatabaseOptions, string, CancellationToken, Task<string>> connect,
        IReadOnlyList<Assembly>? modules = null,
        CancellationToken cancellationToken = default
    )
    {
        var options = configuration.Options;
        var metadataConnection = await connect(options.Metadata, "metadata", cancellationToken);
        var warehouse = options.Warehouse is { Connection: null, Embedded: null }
            ? metadataConnection
            : await connect(options.Warehouse, "warehouse", cancellationToken);
        var metadata = MetadataStore.Open(metadataConnection);
        try
        {
            await new Migrator(metadata, modules ?? Modules).MigrateAsync(cancellationToken);
            var scratch = configuration.PathOf(options.Lake.Scratch);
            JobFolder.SweepAll(scratch);
            var lake = new Lake(
                OpenStore(configuration, scratch),
                new StepRunner(metadata),
                new LakeOptions(scratch)
                {
                    MemoryLimit = options.Lake.MemoryLimit,
                    Privacy = new PrivacySecrets(
                        () => options.Privacy.Key is { } key ? configuration.Secrets.Resolve(key) : null,
                        () => options.Privacy.SigningKey is { } key ? configuration.Secrets.Resolve(key) : null
                    ),
                    Projects = () =>
                        Directory.Exists(configuration.PathOf(options.Workflows))
                            ? Directory
                                .EnumerateDirectories(configuration.PathOf(options.Workflows))
                                .Order(StringComparer.Ordinal)
                            : [],
                    Threads = Within(options.Lake.Threads, 0, 256, "threads") is > 0 and var threads
                        ? threads
                        : Environment.ProcessorCount,
                    ParallelModels = Within(options.Lake.ParallelModels, 0, 64, "parallelModels"),
                    VerifyReads = options.Lake.VerifyReads,
                    MaxPartitions = Within(options.Lake.MaxPartitions, 1, 100_000, "maxPartitions"),
                }
            );

            static int Within(int value, int least, int most, string setting) =>
                value >= least && value <= most
                    ? value
                    : throw new UsageException(
                        $"lake.{setting} is out of range ({least} to {most})",
                        $"{value}",
                        "mend the configuration"
                    );
            return new Platform(configuration, metadata, lake, metadataConnection, warehouse);
        }
        catch
        {
            await metadata.DisposeAsync();
            throw;
        }
    }

    /// <summary>The connection with a name, secrets still as references.</summary>
    /// <exception cref="UsageException">No source of that name is configured.</exception>
    public SourceOptions Source(string name) =>
        Configuration.Options.Sources.TryGetValue(name, out var source)
            ? source
            : throw new UsageException(
                $"No source of that name is configured (known: {string.Join(", ", Configuration.Options.Sources.Keys.Order(StringComparer.Ordinal))})",
                name,
                "add it under sources: in penstock.yml"
            );

    /// <summary>
    /// The same platform with a lake that has this one's landing zone and nothing else, and an empty warehouse.
    /// </summary>
    /// <param name="connection">A migrated database for both.</param>
    /// <param name="objects">The other zones.</param>
    /// <param name="scratch">A folder for downloads and spills.</param>
    internal Platform ForReplay(string connection, IObjectStore objects, string scratch)
    {
        var metadata = MetadataStore.Open(connection);
        var lake = new Lake(
            new LandingAndScratchStore(Lake.Objects, objects),
            new StepRunner(metadata),
            Lake.Options with
            {
                ScratchFolder = scratch,
            }
        );
        return new Platform(Configuration, metadata, lake, connection, connection) { IsReplay = true };
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Metadata.DisposeAsync();

    private static IObjectStore OpenStore(PenstockConfiguration configuration, string scratch)
    {
        var lake = configuration.Options.Lake;
        if (lake.Silence <= TimeSpan.Zero)
            throw new UsageException("A limit on silence is longer than nothing", "lake.silence in penstock.yml");
        if (lake.Store.StartsWith("file:", StringComparison.Ordinal))
            return new LocalDiskObjectStore(configuration.PathOf(lake.Store["file:".Length..]));
        var s3 = lake is { AccessKey: { } access, SecretKey: { } secret }
            ? new S3StoreOptions(
                "",
                configuration.Secrets.Resolve(access),
                configuration.Secrets.Resolve(secret),
                Path.Combine(scratch, "s3")
            )
            {
                Endpoint = lake.Endpoint is null ? null : EndpointOf(lake.Endpoint),
                Region = lake.Region,
                CertificateFile = lake.CertificateFile is null ? null : configuration.PathOf(lake.CertificateFile),
                Silence = lake.Silence,
                RetryFor = lake.RetryFor,
            }
            : null;
        return ObjectStoreFactory.Open(lake.Store, s3);
    }

    private static Uri EndpointOf(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https")
            ? uri
            : throw new UsageException(
                "The object store's address is not understood",
                address,
                "set lake.endpoint in penstock.yml to one that begins with http:// or https://"
            );
}
