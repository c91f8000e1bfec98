using System.Globalization;
using Penstock.Bench;
using Penstock.Bench.Engine;
using Penstock.Bench.Lists;
using Penstock.Bench.Memory;
using Penstock.Bench.Sites;
using Penstock.Bench.Studio;
using Penstock.Bench.Tables;

// Usage: Penstock.Bench [name …] [--runs N], or: Penstock.Bench memory | engine | studio | lists | tables | lineage <folder of queries>. (A baseline script calls: Penstock.Bench duckdb <folder> <file of SQL>.)
// Ours and the baseline in turn, so that a machine that slows down slows both;
// the quoted ratio is the median of the pairs' ratios.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["duckdb", var place, var script])
    return DuckDbShell.Run(place, script);
if (args is ["engine"])
    return await InFolderAsync(folder => EngineBench.RunAsync(folder, CancellationToken.None));
if (args is ["studio"])
    return await InFolderAsync(folder => StudioBench.RunAsync(folder, CancellationToken.None));
if (args is ["lists"])
    return await InFolderAsync(folder => ListBench.RunAsync(folder, CancellationToken.None));
if (args is ["tables"])
    return await InFolderAsync(folder => TableBench.RunAsync(folder, CancellationToken.None));
if (args is ["lineage", var queries])
    return await InFolderAsync(folder => Task.FromResult(LineageBench.Run(queries, folder)));
if (args is ["memory"])
    return await InFolderAsync(folder => MemoryOfWholeRun.RunAsync(folder, CancellationToken.None));
var at = Array.IndexOf(args, "--runs");
var runs = at >= 0 ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : 5;
var names = (at >= 0 ? args[..at] : args).ToHashSet();
var benchmarks = typeof(IBenchmark)
    .Assembly.GetTypes()
    .Where(t => t.IsAssignableTo(typeof(IBenchmark)) && t is { IsInterface: false, IsAbstract: false })
    .Select(t => (IBenchmark)Activator.CreateInstance(t)!)
    .Where(b => names.Count == 0 || names.Contains(b.Name))
    .OrderBy(b => b.Name, StringComparer.Ordinal)
    .ToList();

Console.WriteLine(
    "| path | baseline in the same run | ours (median) | baseline (median) | times the baseline's speed | asked |"
);
Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
foreach (var benchmark in benchmarks)
{
    await InFolderAsync(async folder =>
    {
        await benchmark.PrepareAsync(folder, CancellationToken.None);
        List<(double Ours, double Baseline)> pairs = [];
        for (var i = 0; i <= runs; i++)
        {
            var ours = await benchmark.RunOursAsync(CancellationToken.None);
            var baseline = await benchmark.RunBaselineAsync(CancellationToken.None);
            Console.Error.WriteLine(
                $"{benchmark.Name} {(i == 0 ? "warm-up" : $"run {i}")}: ours {ours.TotalSeconds:F3} s, baseline {baseline.TotalSeconds:F3} s"
            );
            if (i > 0)
                pairs.Add((ours.TotalSeconds, baseline.TotalSeconds));
        }
        await benchmark.FinishAsync(CancellationToken.None);
        Console.WriteLine(
            $"| {benchmark.Path} | {benchmark.Baseline} | {Figures.Median(pairs.Select(p => p.Ours)):F2} s | {Figures.Median(pairs.Select(p => p.Baseline)):F2} s | "
                + $"**{Figures.Median(pairs.Select(p => p.Baseline / p.Ours)):F2}×** | {benchmark.AtLeast:F2}× |"
        );
        return 0;
    });
}
return 0;

static async Task<int> InFolderAsync(Func<string, Task<int>> work)
{
    var folder = Directory.CreateTempSubdirectory("penstock-bench-");
    File.SetUnixFileMode(folder.FullName, (UnixFileMode)0b111_101_101);
    try
    {
        return await work(folder.FullName);
    }
    finally
    {
        folder.Delete(recursive: true);
    }
}
