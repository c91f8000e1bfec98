using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Bench.Sites;
using Penstock.Iceberg.Schemas;
using Penstock.LakeLayers;
using Penstock.LakeLayers.Iceberg.Catalog;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Tables;
using Penstock.Server.Access;

namespace Penstock.Bench.Tables;

/// <summary>What the lake's tables cost besides their rows: a commit, the plan of a read, loading a table over REST. Disk and database are durable.</summary>
internal static class TableBench
{
    private const int Commits = 200;
    private const int Loads = 500;

    /// <returns>0 when all that is asked is met, otherwise 1.</returns>
    public static async Task<int> RunAsync(string folder, CancellationToken cancellationToken)
    {
        await using var server = await BenchServer.OpenAsync(folder, cancellationToken);
        var lake = server.Platform.Lake;

        Figures.Head();
        await CommitsAsync(lake, "raw.warm_up", 20, cancellationToken);
        var commit = Figures.P95(await CommitsAsync(lake, "raw.one", Commits, cancellationToken));
        var met = Figures.Line("commit of a snapshot, one table (p95)", $"{commit:F1} ms", "< 25 ms", commit < 25);
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(
            Enumerable
                .Range(0, 10)
                .Select(i =>
                    CommitsAsync(
                        lake,
                        $"raw.many{i.ToString(CultureInfo.InvariantCulture)}",
                        Commits / 5,
                        cancellationToken
                    )
                )
        );
        var rate = 10 * (Commits / 5) / clock.Elapsed.TotalSeconds;
        met &= Figures.Line("commits over 10 tables at once", $"{rate:F0} a second", ">= 50", rate >= 50);
        var plan = await PlanAsync(lake, cancellationToken);
        met &= Figures.Line(
            "plan of a read of a table of 10,000 files (median)",
            $"{plan:F0} ms",
            "< 100 ms",
            plan < 100
        );
        var load = await LoadAsync(server, cancellationToken);
        return met & Figures.Line("load of a table over REST among 1,000 (p95)", $"{load:F1} ms", "< 10 ms", load < 10)
            ? 0
            : 1;
    }

    /// <summary>Appends of one small file that is written already, in milliseconds each.</summary>
    private static async Task<List<double>> CommitsAsync(
        Lake lake,
        string table,
        int count,
        CancellationToken cancellationToken
    )
    {
        var (name, times) = (TableName.Parse(table), new List<double>());
        await using var job = lake.OpenJob();
        var written = await job.WriteAsync(
            name,
            "SELECT i AS n, 'text ' || i AS s FROM range(1000) r(i)",
            cancellationToken: cancellationToken
        );
        long? parent = null;
        for (var i = 0; i < count; i++)
        {
            var file = written.Files[0] with
            {
                Key = $"{written.Files[0].Key[..^8]}-{i.ToString(CultureInfo.InvariantCulture)}.parquet",
            };
            parent = await PublishAsync(
                lake,
                new SnapshotDraft(
                    name,
                    parent,
                    $"{i}",
                    written.Schema,
                    written.Columns,
                    [file],
                    KeepsParentFiles: true
                ),
                times,
                cancellationToken
            );
        }
        return times;
    }

    private static async Task<long> PublishAsync(
        Lake lake,
        SnapshotDraft draft,
        List<double> times,
        CancellationToken cancellationToken
    )
    {
        var clock = Stopwatch.StartNew();
        await using var transaction = await lake.Metadata.BeginAsync(cancellationToken);
        var id = await lake.Tables.PublishAsync(transaction, Guid.CreateVersion7(), draft, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        times.Add(clock.Elapsed.TotalMilliseconds);
        return id;
    }

    private static async Task<double> PlanAsync(Lake lake, CancellationToken cancellationToken)
    {
        var name = TableName.Parse("raw.large");
        await using var job = lake.OpenJob();
        var written = await job.WriteAsync(
            name,
            "SELECT i AS n, 'text ' || i AS s FROM range(1000) r(i)",
            cancellationToken: cancellationToken
        );
        var files = Enumerable
            .Range(0, 10_000)
            .Select(i =>
                written.Files[0] with
                {
                    Key = $"raw/large/data/{i.ToString(CultureInfo.InvariantCulture)}.parquet",
                }
            )
            .ToList();
        await PublishAsync(
            lake,
            new SnapshotDraft(name, null, "large", written.Schema, written.Columns, files, KeepsParentFiles: false),
            [],
            cancellationToken
        );
        var times = new List<double>();
        for (var i = 0; i < 20; i++)
        {
            var clock = Stopwatch.StartNew();
            if ((await lake.Tables.FindCurrentAsync(name, cancellationToken))!.Files.Count != files.Count)
                throw new InvalidOperationException("Files are missing from the plan.");
            times.Add(clock.Elapsed.TotalMilliseconds);
        }
        return Figures.Median(times);
    }

    private static async Task<double> LoadAsync(BenchServer server, CancellationToken cancellationToken)
    {
        await server.StartAsync(cancellationToken);
        var catalog = server.Services.GetRequiredService<IcebergCatalog>();
        var wanted = new NewTable(
            new IcebergSchema(
                0,
                [
                    .. Enumerable
                        .Range(1, 20)
                        .Select(i => new NestedField(i, $"column_{i}", false, new PrimitiveType("string"))),
                ]
            )
        );
        for (var i = 0; i < 1_000; i++)
            await catalog.CreateAsync(
                TableName.Parse($"refined.t{i.ToString(CultureInfo.InvariantCulture)}"),
                wanted,
                cancellationToken
            );
        using var client = await server.ClientAsync(Permissions.ReadLake, cancellationToken);
        var times = new List<double>();
        for (var i = 0; i < Loads; i++)
        {
            var clock = Stopwatch.StartNew();
            (
                await client.GetAsync(
                    $"/iceberg/v1/namespaces/refined/tables/t{(i * 7 % 1_000).ToString(CultureInfo.InvariantCulture)}",
                    cancellationToken
                )
            ).EnsureSuccessStatusCode();
            if (i >= 50)
                times.Add(clock.Elapsed.TotalMilliseconds);
        }
        return Figures.P95(times);
    }
}
