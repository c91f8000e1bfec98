using System.CommandLine;
using Penstock.Cli.Output;
using Penstock.Core.Errors;
using Penstock.Pipelines;
using Penstock.Pipelines.Replay;
using Penstock.Workflows.Runtime;

namespace Penstock.Cli.Commands;

/// <summary><c>penstock replay</c>: proves that a workflow's tables come out of landing alone.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var workflow = new Argument<string>("workflow")
        {
            Description = "The name of a folder below workflows/, or a definition file.",
        };
        var from = new Option<string>("--from")
        {
            Description = "What it begins from; landing is the one place there is.",
            DefaultValueFactory = _ => "landing",
        };
        var variables = new Option<string[]>("--var")
        {
            Description = "A value for a workflow input or variable: name=value. May be given several times.",
        };
        var ignored = new Option<string[]>("--ignore")
        {
            Description =
                "A column that makes no difference, besides _run_id, _ingested_at and _quarantined_at. May be given several times.",
        };
        return new Command(
            "replay",
            "Make a workflow's tables anew from landing, aside, and compare each with the present one."
        )
        {
            workflow,
            from,
            variables,
            ignored,
        }.WithPlatform(
            async (parsed, platform, printer, cancellationToken) =>
            {
                if (parsed.GetRequiredValue(from) != "landing")
                    throw new UsageException(
                        "A replay begins from landing",
                        parsed.GetRequiredValue(from),
                        "penstock replay <workflow> --from landing"
                    );
                var definition = await platform.Platform.ReadAsync(
                    parsed.GetRequiredValue(workflow),
                    cancellationToken
                );
                await using var view = RunView.Create(printer);
                var options = new RunOptions
                {
                    Variables = Pairs
                        .Parse(parsed.GetValue(variables) ?? [], "--var")
                        .ToDictionary(v => v.Key, v => (object?)v.Value),
                    TriggeredBy = "replay",
                    Observers = [view],
                };
                var tables = await new ReplayFromLanding(platform.Platform).RunAsync(
                    definition,
                    options,
                    [.. ReplayFromLanding.PerRun, .. parsed.GetValue(ignored) ?? []],
                    cancellationToken
                );
                await view.DisposeAsync();
                printer.Table(
                    ["table", "kind", "rows now", "rows replayed", "outcome"],
                    tables.Select(t =>
                        (IReadOnlyList<object?>)
                            [
                                t.Name,
                                t.IsView ? "view" : "table",
                                t.RowsNow is { } now ? new Figure(now) : null,
                                t.RowsReplayed is { } then ? new Figure(then) : null,
                                t.Outcome,
                            ]
                    )
                );
                var equal = tables.Count(t => t.IsEqual);
                printer.Note(
                    $"{equal} of {tables.Count} {(tables.Any(t => t.IsView) ? "tables and views" : "tables")} are equal; nothing present was changed"
                );
                return equal == tables.Count ? ExitCodes.Ok : ExitCodes.Failed;
            }
        );
    }
}
