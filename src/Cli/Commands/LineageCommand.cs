using System.CommandLine;
using Penstock.Cli.Output;
using Penstock.Core.Errors;
using Penstock.Lineage.Datasets;
using Penstock.Lineage.Queries;

namespace Penstock.Cli.Commands;

/// <summary><c>penstock lineage</c>: what a dataset was made from and what was made from it.</summary>
internal static class LineageCommand
{
    public static Command Create()
    {
        var dataset = new Argument<string>("dataset")
        {
            Description = "A dataset, for instance raw.transactions or warehouse.fact_transaction.",
        };
        var depth = new Option<int>("--depth")
        {
            Description = "How many steps to walk.",
            DefaultValueFactory = _ => 32,
        };
        return new Command(
            "lineage",
            "Print what a dataset was made from (upstream) and what was made from it (downstream)."
        )
        {
            dataset,
            depth,
        }.WithPlatform(
            async (parsed, platform, printer, _) =>
            {
                var queries = new LineageQueries(platform.Platform.Metadata);
                var name = parsed.GetRequiredValue(dataset);
                var found = await queries.FindAsync(name);
                if (found.Count != 1)
                {
                    throw new UsageException(
                        found.Count == 0
                            ? "No step has read or written such a dataset"
                            : "Several datasets have that name",
                        found.Count == 0 ? name : string.Join(", ", found),
                        "penstock zones ls"
                    );
                }
                var up = await queries.UpstreamAsync(found[0], parsed.GetValue(depth));
                var down = await queries.DownstreamAsync(found[0], parsed.GetValue(depth));
                printer.Data(
                    new
                    {
                        Dataset = found[0],
                        Upstream = up,
                        Downstream = down,
                    },
                    _ =>
                    {
                        Console.Out.WriteLine($"{found[0]}");
                        Draw("made from", up, e => e.From);
                        Draw("used for", down, e => e.To);
                    }
                );
                return ExitCodes.Ok;
            }
        );
    }

    private static void Draw(string title, IReadOnlyList<LineageEdge> edges, Func<LineageEdge, DatasetRef> end)
    {
        Console.Out.WriteLine(edges.Count == 0 ? $"  {title}: nothing" : $"  {title}");
        foreach (var edge in edges)
            Console.Out.WriteLine(
                $"  {new string(' ', edge.Distance * 2)}{end(edge)}   by {edge.Job}, last {edge.LastUsedAt:yyyy-MM-dd HH:mm:ss}"
            );
    }
}
