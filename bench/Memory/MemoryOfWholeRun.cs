using System.Diagnostics;
using Penstock.Bench.Sites;
using Penstock.Sandbox.Retail;

namespace Penstock.Bench.Memory;

/// <summary>
/// Peak memory of the whole pipeline over ten times the transactions against that over the genuine number. Measured are the command
/// and the PDF parsers it starts; not PostgreSQL and not the sandbox, which stand for servers elsewhere.
/// </summary>
internal static class MemoryOfWholeRun
{
    private const double AtMost = 1.5;

    /// <returns>0 when memory stays within what is asked, otherwise 1.</returns>
    public static async Task<int> RunAsync(string folder, CancellationToken cancellationToken)
    {
        Console.WriteLine("| transactions | time | peak of the command | peak with its children |");
        Console.WriteLine("| --- | --- | --- | --- |");
        var one = await MeasureAsync(Path.Combine(folder, "one"), RetailPlan.GenuineRows, cancellationToken);
        var ten = await MeasureAsync(Path.Combine(folder, "ten"), 10L * RetailPlan.GenuineRows, cancellationToken);
        var ratio = (double)ten.Together / one.Together;
        Console.WriteLine(
            $"ratio with children **{ratio:F2}**, of the command alone {(double)ten.Own / one.Own:F2}; asked: at most {AtMost:F1}"
        );
        return ratio <= AtMost ? 0 : 1;
    }

    private static async Task<PeakMemory> MeasureAsync(
        string folder,
        long transactions,
        CancellationToken cancellationToken
    )
    {
        Directory.CreateDirectory(folder);
        await using var site = await BenchSite.StartAsync(folder, transactions, cancellationToken);
        await site.RenewAsync(cancellationToken);
        var clock = Stopwatch.StartNew();
        using var process = CliProcess.StartRun(site.ConfigurationFile);
        var ended = CliProcess.EndAsync(process, cancellationToken);
        var peak = await PeakMemory.WatchAsync(process, cancellationToken);
        await ended;
        Console.WriteLine(
            $"| {transactions:N0} | {clock.Elapsed.TotalSeconds:F1} s | {peak.Own / 1e6:F0} MB | {peak.Together / 1e6:F0} MB |"
        );
        return peak;
    }
}
