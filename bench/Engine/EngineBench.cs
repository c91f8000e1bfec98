using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Core.Metadata;
using Penstock.Sandbox.Servers;
using Penstock.Workflows;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Journal;
using Penstock.Workflows.Runtime;

namespace Penstock.Bench.Engine;

/// <summary>
/// What the workflow engine costs: an activity in memory and with the durable journal, short workflows a second, and the memory of a
/// loop over many items. PostgreSQL is durable (synchronous commits) and runs on the same two cores.
/// </summary>
internal static class EngineBench
{
    private const int Repeats = 5;

    /// <returns>0 when all that is asked is met, otherwise 1.</returns>
    public static async Task<int> RunAsync(string folder, CancellationToken cancellationToken)
    {
        Figures.Head();
        await using var postgres = await PostgresServer.StartAsync(
            Path.Combine(folder, "pg"),
            durable: true,
            cancellationToken: cancellationToken
        );
        await using var store = MetadataStore.Open(
            await postgres.CreateDatabaseAsync("engine", cancellationToken) + ";Maximum Pool Size=60"
        );
        await new Migrator(store, [typeof(MetadataStore).Assembly, typeof(WorkflowServices).Assembly]).MigrateAsync(
            cancellationToken
        );

        var memory = await OverheadAsync(null, EngineDefinitions.Lines(1_000), 1_000, cancellationToken);
        var met = Figures.Line("an activity, in memory", $"{memory:F3} ms", "< 0.2 ms", memory < 0.2);
        var inPlace = await OverheadAsync(store, EngineDefinitions.Lines(1_000), 1_000, cancellationToken);
        met &= Figures.Line("an activity that runs in place, durable", $"{inPlace:F3} ms", "< 5 ms", inPlace < 5);
        var work = await OverheadAsync(store, EngineDefinitions.Work(200), 200, cancellationToken);
        met &= Figures.Line(
            "an activity that works, durable: committed before and after",
            $"{work:F3} ms",
            "< 5 ms",
            work < 5
        );
        var rate = await RateAsync(store, cancellationToken);
        met &= Figures.Line(
            "workflows of five activities, durable, 16 at a time",
            $"{rate:F0} a second",
            ">= 500",
            rate >= 500
        );
        var (early, late) = await LoopAsync(store, 100_000, cancellationToken);
        met &= Figures.Line(
            "ParallelForEach over 100,000 items: managed memory early in the run, late in it",
            $"{early / 1e6:F0} MB, {late / 1e6:F0} MB",
            "no growth",
            late < early * 1.1
        );
        return met ? 0 : 1;
    }

    private static ServiceProvider Services(MetadataStore? store)
    {
        var services = new ServiceCollection();
        services.AddSingleton(TextWriter.Null);
        if (store is not null)
            services.AddSingleton<IWorkflowJournal>(new PostgresJournal(store, TimeProvider.System));
        services.AddWorkflows(builder => builder.AddActivity<Touch>());
        return services.BuildServiceProvider();
    }

    /// <summary>Milliseconds for one activity, the median of several runs.</summary>
    private static async Task<double> OverheadAsync(
        MetadataStore? store,
        WorkflowDefinition definition,
        int activities,
        CancellationToken cancellationToken
    )
    {
        await using var services = Services(store);
        var runner = services.GetRequiredService<WorkflowRunner>();
        var times = new List<double>();
        for (var i = 0; i <= Repeats; i++)
        {
            var clock = Stopwatch.StartNew();
            await EnsureFinishedAsync(runner.RunAsync(definition, cancellationToken: cancellationToken));
            if (i > 0)
                times.Add(clock.Elapsed.TotalMilliseconds / activities);
        }
        return Figures.Median(times);
    }

    /// <summary>Finished workflows a second, the median of several rounds of 2,000.</summary>
    private static async Task<double> RateAsync(MetadataStore store, CancellationToken cancellationToken)
    {
        const int count = 2_000;
        await using var services = Services(store);
        var runner = services.GetRequiredService<WorkflowRunner>();
        var definition = EngineDefinitions.Short();
        var rates = new List<double>();
        for (var i = 0; i <= Repeats; i++)
        {
            var clock = Stopwatch.StartNew();
            await Parallel.ForAsync(
                0,
                count,
                new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancellationToken },
                async (_, token) => await EnsureFinishedAsync(runner.RunAsync(definition, cancellationToken: token))
            );
            if (i > 0)
                rates.Add(count / clock.Elapsed.TotalSeconds);
        }
        return Figures.Median(rates);
    }

    /// <summary>
    /// The most managed memory that survived a garbage collection, in bytes, in the second quarter of a loop's time and in the last. The items
    /// themselves are in both: they are the loop's input, not what the loop adds.
    /// </summary>
    private static async Task<(long Early, long Late)> LoopAsync(
        MetadataStore store,
        int items,
        CancellationToken cancellationToken
    )
    {
        await using var services = Services(store);
        var run = services
            .GetRequiredService<WorkflowRunner>()
            .RunAsync(EngineDefinitions.Loop(items), cancellationToken: cancellationToken);
        var samples = new List<long>();
        while (await Task.WhenAny(run, Task.Delay(250, cancellationToken)) != run)
            samples.Add(GC.GetTotalMemory(forceFullCollection: true));
        await EnsureFinishedAsync(run);
        var quarter = samples.Count / 4;
        return (samples.Skip(quarter).Take(quarter).Max(), samples.TakeLast(quarter).Max());
    }

    private static async Task EnsureFinishedAsync(Task<RunResult> run)
    {
        var result = await run;
        if (result.SubStatus != WorkflowSubStatus.Finished)
            throw new InvalidOperationException(
                $"The run ended {result.SubStatus}: {(result.Incidents is [var first, ..] ? first.Message : null)}"
            );
    }
}
