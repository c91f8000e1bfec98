using System.CommandLine;
using Penstock.Cli.Output;
using Penstock.Core.Steps;
using Penstock.LakeLayers.Undo;
using Penstock.Pipelines;
using Penstock.Workflows.Journal;

namespace Penstock.Cli.Commands;

/// <summary><c>penstock undo</c>: retracts what one run published.</summary>
internal static class UndoCommand
{
    public static Command Create()
    {
        var run = new Argument<string>("run")
        {
            Description = "The run, from penstock runs or penstock zones history.",
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only tell what would be done." };
        return new Command(
            "undo",
            "Retract what one run published: its tables, views and watermarks go back, what was derived from it is marked stale."
        )
        {
            run,
            dryRun,
        }.WithPlatform(
            async (parsed, platform, printer, cancellationToken) =>
            {
                var id = await FindAsync(platform.Platform, parsed.GetRequiredValue(run), cancellationToken);
                var options = new UndoOptions(id) { DryRun = parsed.GetValue(dryRun) };
                var result = await new UndoRun(platform.Platform.Lake).RunAsync(
                    options,
                    StepContext.Standalone("undo"),
                    cancellationToken
                );
                printer.Data(result, r => Print(r, printer));
                if (options.DryRun)
                    printer.Note("nothing was changed (--dry-run)");
                return ExitCodes.Ok;
            }
        );
    }

    // Upkeep and other engines publish as well; their runs are in no journal.
    private static async Task<Guid> FindAsync(Platform platform, string text, CancellationToken cancellationToken) =>
        Guid.TryParse(text, out var id)
            ? id
            : (await new RunQueries(platform.Metadata).GetAsync(text, cancellationToken)).Run.Id;

    private static void Print(UndoResult result, Printer printer)
    {
        printer.Table(
            ["what", "from", "to"],
            [
                .. result.Tables.Select(t =>
                    (IReadOnlyList<object?>)
                        [
                            t.Table.ToString(),
                            $"snapshot {t.From}",
                            t.To is { } to ? $"snapshot {to}" : "nothing published",
                        ]
                ),
                .. result.Views.Select(v =>
                    (IReadOnlyList<object?>)
                        [
                            v.View.ToString(),
                            "definition",
                            v.To is { } run ? $"definition of run {run}"
                            : v.ToSnapshot is { } table ? $"snapshot {table}"
                            : "nothing published",
                        ]
                ),
                .. result.Feeds.Select(f =>
                    (IReadOnlyList<object?>)[$"landing.{f.Key}", $"{Units.Count(f.Value)} objects", "not published"]
                ),
                .. result.Watermarks.Select(w => (IReadOnlyList<object?>)[$"watermark {w}", null, "moved back"]),
            ]
        );
        foreach (var dataset in result.Stale)
            printer.Note($"stale: {dataset}");
    }
}
