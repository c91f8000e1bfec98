using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Penstock.Core.Metadata;
using Penstock.Core.Processes;
using Penstock.Core.Steps;
using Penstock.LakeLayers;
using Penstock.LakeLayers.Documents;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Zones;
using Penstock.Lineage.Events;
using Penstock.Sandbox;
using Penstock.Sandbox.Servers;

namespace Penstock.Bench.Paths;

/// <summary>
/// The whole step from landing to two published Parquet tables, text and word boxes, against the parser alone writing boxes to files.
/// </summary>
public sealed class PdfPages : IBenchmark
{
    private const int SmallCopies = 10;
    private const int LargeFiles = 10;
    private const int CopiesInLargeFile = 20;
    private static readonly string[] WithText =
    [
        "returns-and-refunds.pdf",
        "price-change-procedure.pdf",
        "stock-taking.pdf",
        "customer-complaints.pdf",
    ];
    private readonly List<string> _files = [];
    private string _folder = "";
    private PostgresServer? _postgres;
    private int _run;
    private long _pages;

    /// <inheritdoc/>
    public string Name => "pdf-pages";

    /// <inheritdoc/>
    public string Path => "PDFs in landing → documents and pages tables";

    /// <inheritdoc/>
    public string Baseline => "`pdftotext -bbox` over the same files, two at a time";

    /// <inheritdoc/>
    public double AtLeast => 0.8;

    /// <inheritdoc/>
    public async Task PrepareAsync(string folder, CancellationToken cancellationToken)
    {
        _folder = folder;
        _postgres = await PostgresServer.StartAsync(In("pg"), durable: true, cancellationToken: cancellationToken);
        Procedures.CopyTo(In("procedures"));
        Directory.CreateDirectory(In("files"));
        var parts = WithText.Select(n => In($"procedures/{n}")).ToList();
        var united = In("procedures/united.pdf");
        await RunAsync(
            "pdfunite",
            [.. Enumerable.Repeat(parts, CopiesInLargeFile).SelectMany(p => p), united],
            cancellationToken
        );
        // A comment after the end makes each copy a content of its own.
        foreach (var (source, copies) in parts.Select(p => (p, SmallCopies)).Append((united, LargeFiles)))
        {
            for (var i = 0; i < copies; i++)
            {
                var path = In($"files/{System.IO.Path.GetFileNameWithoutExtension(source)}-{i}.pdf");
                await File.WriteAllBytesAsync(
                    path,
                    [
                        .. await File.ReadAllBytesAsync(source, cancellationToken),
                        .. Encoding.ASCII.GetBytes($"\n% {i}\n"),
                    ],
                    cancellationToken
                );
                _files.Add(path);
            }
        }
    }

    /// <inheritdoc/>
    public async Task<TimeSpan> RunOursAsync(CancellationToken cancellationToken)
    {
        var name = $"bench{++_run}";
        await using var metadata = MetadataStore.Open(await _postgres!.CreateDatabaseAsync(name, cancellationToken));
        await new Migrator(
            metadata,
            [typeof(MetadataStore).Assembly, typeof(StepRunner).Assembly, typeof(TableCatalog).Assembly]
        ).MigrateAsync(cancellationToken);
        var lake = new Lake(
            new LocalDiskObjectStore(In(name)),
            new StepRunner(metadata),
            new LakeOptions(In("scratch"))
        );
        await LandAsync(lake, cancellationToken);

        var watch = Stopwatch.StartNew();
        var result = await new DocumentsToRaw(lake).RunAsync(
            new("procedures"),
            StepContext.Standalone("DocumentsToRaw"),
            cancellationToken
        );
        var elapsed = watch.Elapsed;
        if (result.Statuses.Keys.Any(s => s != PdfParseStatus.Ok) || result.Documents != _files.Count)
            throw new InvalidOperationException($"Not all of {_files.Count} documents were read: {result}");
        _pages = result.Pages;
        return elapsed;
    }

    /// <inheritdoc/>
    public async Task<TimeSpan> RunBaselineAsync(CancellationToken cancellationToken)
    {
        var target = Directory.CreateDirectory(In("boxes")).FullName;
        await File.WriteAllTextAsync(In("list"), string.Concat(_files.Select(f => f + '\0')), cancellationToken);
        var watch = Stopwatch.StartNew();
        await RunAsync(
            "xargs",
            [
                "-0",
                "-a",
                In("list"),
                "-P",
                "2",
                "-I",
                "{}",
                "sh",
                "-c",
                "exec pdftotext -bbox \"$1\" \"$2/${1##*/}.html\"",
                "sh",
                "{}",
                target,
            ],
            cancellationToken
        );
        return watch.Elapsed;
    }

    /// <inheritdoc/>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        var pages = Directory
            .EnumerateFiles(In("boxes"))
            .Sum(f => File.ReadLines(f).LongCount(l => l.StartsWith("  <page ", StringComparison.Ordinal)));
        Console.Error.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{Name}: {_files.Count} files, {_pages} pages")
        );
        await _postgres!.DisposeAsync();
        if (pages != _pages)
            throw new InvalidOperationException($"We read {_pages} pages, the baseline {pages}.");
    }

    private async Task LandAsync(Lake lake, CancellationToken cancellationToken)
    {
        foreach (var path in _files)
        {
            await using var staged = lake.Objects.Stage();
            var bytes = await File.ReadAllBytesAsync(path, cancellationToken);
            await staged.Content.WriteAsync(bytes, cancellationToken);
            var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
            await lake.Landing.LandAsync(
                staged,
                new(
                    "procedures",
                    new Uri(path).ToString(),
                    System.IO.Path.GetFileName(path),
                    bytes.Length,
                    hash,
                    "application/pdf",
                    Guid.NewGuid()
                ),
                cancellationToken
            );
        }
        await using var transaction = await lake.Metadata.BeginAsync(cancellationToken);
        await LandingZone.PublishAsync(transaction, "procedures", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task RunAsync(
        string program,
        IReadOnlyList<string> arguments,
        CancellationToken cancellationToken
    )
    {
        var result = await CommandLine.RunAsync(program, arguments, cancellationToken: cancellationToken);
        if (result.ExitCode != 0)
            throw new InvalidOperationException($"{program} failed: {result.Error}");
    }

    private string In(string name) => System.IO.Path.Combine(_folder, name);
}
