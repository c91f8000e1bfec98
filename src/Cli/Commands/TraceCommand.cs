using System.CommandLine;
using Npgsql;
using Penstock.Cli.Output;
using Penstock.Pipelines;
using Penstock.Warehouse.Tracing;

namespace Penstock.Cli.Commands;

/// <summary><c>penstock trace</c>: from a row back to the bytes it came from.</summary>
internal static class TraceCommand
{
    public static Command Create()
    {
        var table = new Argument<string>("table")
        {
            Description = "A table of the warehouse or the lake, for instance warehouse.fact_transaction.",
        };
        var key = new Option<string[]>("--key", "-k")
        {
            Description = "Which row: column=value[,column=value…].",
            Required = true,
        };
        var limit = new Option<int>("--limit", "-n")
        {
            Description = "The most rows to trace.",
            DefaultValueFactory = _ => 10,
        };
        return new Command(
            "trace",
            "Walk a row back to landing and print the bytes it came from, after checking their hash."
        )
        {
            table,
            key,
            limit,
        }.WithPlatform(
            async (parsed, platform, printer, cancellationToken) =>
            {
                var pairs = Pairs.Parse(parsed.GetRequiredValue(key).SelectMany(Pairs.Split), "--key");
                var traces = await TraceAsync(
                    platform.Platform,
                    parsed.GetRequiredValue(table),
                    pairs,
                    parsed.GetValue(limit),
                    cancellationToken
                );
                printer.Data(traces, all => Print(all));
                return ExitCodes.Ok;
            }
        );
    }

    public static async Task<IReadOnlyList<Trace>> TraceAsync(
        Platform platform,
        string table,
        IReadOnlyDictionary<string, string> key,
        int limit,
        CancellationToken cancellationToken
    )
    {
        await using var warehouse = NpgsqlDataSource.Create(platform.WarehouseConnection);
        return await new RowTracer(platform.Lake, warehouse).TraceAsync(table, key, limit, cancellationToken);
    }

    public static void Print(IReadOnlyList<Trace> traces)
    {
        foreach (var trace in traces)
        {
            foreach (var row in trace.Rows)
            {
                Console.Out.WriteLine(row.Version is { } version ? $"{row.Dataset}, snapshot {version}" : row.Dataset);
                Console.Out.WriteLine(
                    "  "
                        + string.Join(
                            ", ",
                            row.Values.Where(v => v.Value is not null && !v.Key.StartsWith('_'))
                                .Select(v => $"{v.Key}={Printer.Text(v.Value)}")
                        )
                );
            }
            Console.Out.WriteLine($"{trace.Landed.Key}");
            Console.Out.WriteLine(
                $"  {(trace.Source is null ? "page" : "line")} {trace.Position}, SHA-256 checked, from {trace.Landed.SourceUri}"
            );
            if (trace.Source is { } source)
                Console.Out.WriteLine($"  {source}");
            Console.Out.WriteLine();
        }
    }
}
