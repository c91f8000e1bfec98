using System.Diagnostics;
using Penstock.Connectors.FileServers;
using Penstock.Core.Metadata;
using Penstock.Core.Steps;
using Penstock.LakeLayers;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Events;
using Penstock.Sandbox.Servers;

namespace Penstock.Bench.Paths;

/// <summary>What both FTP paths need: ProFTPD over generated files, PostgreSQL, a lake, and a folder that the baseline fills.</summary>
internal sealed class FtpBench : IAsyncDisposable
{
    private readonly string _folder;
    private int _lakes;

    private FtpBench(string folder) => _folder = folder;

    public ProftpdServer Server { get; private set; } = null!;

    public string BaselineFolder => Path.Combine(_folder, "baseline");

    /// <summary>The hashes that the last run of ours landed, by file name.</summary>
    public SortedDictionary<string, string> Landed { get; } = new(StringComparer.Ordinal);

    private PostgresServer Postgres { get; set; } = null!;

    public static async Task<FtpBench> StartAsync(
        string folder,
        int files,
        int size,
        CancellationToken cancellationToken
    )
    {
        var bench = new FtpBench(folder);
        var source = Path.Combine(folder, "files");
        Directory.CreateDirectory(source);
        var random = new Random(5);
        var bytes = new byte[size];
        for (var i = 0; i < files; i++)
        {
            random.NextBytes(bytes);
            await File.WriteAllBytesAsync(Path.Combine(source, $"file-{i:D4}.bin"), bytes, cancellationToken);
        }
        bench.Server = await ProftpdServer.StartAsync(Path.Combine(folder, "ftp"), source, null, cancellationToken);
        bench.Postgres = await PostgresServer.StartAsync(
            Path.Combine(folder, "pg"),
            durable: true,
            cancellationToken: cancellationToken
        );
        return bench;
    }

    /// <summary>Our way: the whole step with lineage and index, into an empty lake.</summary>
    public async Task<TimeSpan> RunOursAsync(CancellationToken cancellationToken)
    {
        var lakeFolder = Path.Combine(_folder, "lake");
        if (Directory.Exists(lakeFolder))
            Directory.Delete(lakeFolder, recursive: true);
        await using var metadata = MetadataStore.Open(
            await Postgres.CreateDatabaseAsync($"bench{++_lakes}", cancellationToken)
        );
        await new Migrator(
            metadata,
            [typeof(MetadataStore).Assembly, typeof(StepRunner).Assembly, typeof(TableCatalog).Assembly]
        ).MigrateAsync(cancellationToken);
        var lake = new Lake(
            new LocalDiskObjectStore(lakeFolder),
            new StepRunner(metadata),
            new LakeOptions(Path.Combine(lakeFolder, "scratch"))
        );
        var connection = new FileServerConnection(new Uri($"ftp://127.0.0.1:{Server.Port}/"))
        {
            User = Server.User,
            Password = Server.Password,
        };

        var clock = Stopwatch.StartNew();
        await new FilesToLanding(lake, connection).RunAsync(
            new("bench"),
            StepContext.Standalone("FilesToLanding1"),
            cancellationToken
        );
        var time = clock.Elapsed;

        Landed.Clear();
        foreach (var landed in await lake.Landing.ListAsync("bench", cancellationToken))
            Landed[Path.GetFileName(landed.Key)] = landed.Sha256;
        return time;
    }

    /// <summary>A baseline: a shell command in an empty folder, with <c>$PORT</c>, <c>$USER</c> and <c>$PASSWORD</c>.</summary>
    public async Task<TimeSpan> RunShellAsync(string command, CancellationToken cancellationToken)
    {
        if (Directory.Exists(BaselineFolder))
            Directory.Delete(BaselineFolder, recursive: true);
        Directory.CreateDirectory(BaselineFolder);
        var start = new ProcessStartInfo("bash", ["-c", "set -e; " + command]) { WorkingDirectory = BaselineFolder };
        start.Environment["PORT"] = Server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        start.Environment["USER"] = Server.User;
        start.Environment["PASSWORD"] = Server.Password;
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync(cancellationToken);
        var time = clock.Elapsed;
        return process.ExitCode == 0 ? time : throw new InvalidOperationException($"The baseline failed: {command}");
    }

    /// <summary>Both ways must have come to the same files.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        foreach (var (name, sha256) in Landed)
        {
            await using var file = File.OpenRead(Path.Combine(BaselineFolder, name));
            if (
                Convert.ToHexStringLower(
                    await System.Security.Cryptography.SHA256.HashDataAsync(file, cancellationToken)
                ) != sha256
            )
                throw new InvalidOperationException($"The two ways differ in {name}.");
        }
        if (Landed.Count != Directory.GetFiles(BaselineFolder, "file-*").Length)
            throw new InvalidOperationException("The two ways differ in the number of files.");
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Postgres.DisposeAsync();
    }
}
