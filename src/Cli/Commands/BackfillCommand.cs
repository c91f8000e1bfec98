using System.CommandLine;
using Penstock.Cli.Output;
using Penstock.Core.Errors;
using Penstock.Core.Steps;
using Penstock.Pipelines;
using Penstock.Pipelines.Backfills;

namespace Penstock.Cli.Commands;

/// <summary><c>penstock backfill</c>: runs a workflow for windows of time.</summary>
internal static class BackfillCommand
{
    public static Command Create()
    {
        var workflow = new Argument<string>("workflow")
        {
            Description =
                "The name of a folder below workflows/, or a definition file. It takes its window by the variables WindowStart and WindowEnd.",
        };
        var from = new Option<string>("--from")
        {
            Description = "The first moment, for instance 2026-11-01 (UTC).",
            Required = true,
        };
        var to = new Option<string>("--to")
        {
            Description = "The first moment that does not belong to it any more.",
            Required = true,
        };
        var length = new Option<string>("--window")
        {
            Description = "The length of each window: 6h, 1d, 1w.",
            DefaultValueFactory = _ => "1d",
        };
        var variables = new Option<string[]>("--var")
        {
            Description = "A value for a further workflow input or variable: name=value. May be given several times.",
        };
        var parallel = new Option<int>("--parallel")
        {
            Description =
                "How many windows read their sources at the same time, 1 to 16; all else is done one window at a time.",
            DefaultValueFactory = _ => 1,
        };
        var again = new Option<bool>("--again") { Description = "Run windows also when they are done." };
        return new Command("backfill", "Run a workflow once for each window of a time; what is done is not done again.")
        {
            workflow,
            from,
            to,
            length,
            parallel,
            variables,
            again,
        }.WithPlatform(
            async (parsed, platform, printer, cancellationToken) =>
            {
                var name = parsed.GetRequiredValue(workflow);
                var all = new TimeWindow(
                    TimeWindow.Parse(parsed.GetRequiredValue(from), "--from"),
                    TimeWindow.Parse(parsed.GetRequiredValue(to), "--to")
                );
                var definition = await platform.Platform.ReadAsync(name, cancellationToken);
                await using var view = RunView.Create(printer);
                var options = new BackfillOptions(
                    all.Split(Quantities.Age(parsed.GetRequiredValue(length), "--window"))
                )
                {
                    Variables = Pairs.Parse(parsed.GetValue(variables) ?? [], "--var"),
                    Again = parsed.GetValue(again),
                    Parallel = parsed.GetValue(parallel),
                    Observers = [view],
                };
                List<BackfilledWindow> done = [];
                await foreach (
                    var window in new Backfill(platform.Platform, TimeProvider.System).RunAsync(
                        definition,
                        options,
                        cancellationToken
                    )
                )
                {
                    done.Add(window);
                    printer.Note($"{window.Window}: {window.What} ({done.Count} of {options.Windows.Count})");
                }
                await view.DisposeAsync();
                printer.Table(
                    ["from", "to", "what", "run", "seconds"],
                    done.Select(w =>
                        (IReadOnlyList<object?>)
                            [
                                w.Window.Start,
                                w.Window.End,
                                w.What,
                                w.RunId?.ToString(),
                                Math.Round(w.Duration.TotalSeconds, 2),
                            ]
                    )
                );
                foreach (var error in done.SelectMany(w => w.Errors))
                    printer.Error(
                        error as PenstockException
                            ?? new PenstockException(
                                error.Message,
                                null,
                                "What was not published is not there",
                                $"penstock status {done[^1].RunId}",
                                error
                            )
                    );
                if (done.Exists(w => w.What == "failed"))
                    printer.Note("mend what failed; the same command goes on with this window");
                return done.Exists(w => w.What == "failed")
                    ? done.SelectMany(w => w.Errors)
                        .OfType<PenstockException>()
                        .Select(e => e.ExitCode)
                        .DefaultIfEmpty(ExitCodes.Failed)
                        .Max()
                    : ExitCodes.Ok;
            }
        );
    }
}
