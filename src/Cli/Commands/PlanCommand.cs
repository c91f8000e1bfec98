using System.CommandLine;
using Penstock.Cli.Output;
using Penstock.Pipelines;
using Penstock.Pipelines.Planning;

namespace Penstock.Cli.Commands;

/// <summary><c>penstock plan</c>: what a run of a workflow would read, write and skip.</summary>
internal static class PlanCommand
{
    public static Command Create()
    {
        var workflow = new Argument<string>("workflow")
        {
            Description = "The name of a folder below workflows/, or a definition file.",
        };
        var variables = new Option<string[]>("--var")
        {
            Description = "A value for a workflow input or variable: name=value. May be given several times.",
        };
        return new Command("plan", "Show what a run would read, write and skip, with estimates; nothing is written.")
        {
            workflow,
            variables,
        }.WithPlatform(
            async (parsed, platform, printer, cancellationToken) =>
            {
                var definition = await platform.Platform.ReadAsync(
                    parsed.GetRequiredValue(workflow),
                    cancellationToken
                );
                Print(
                    await new PlanWorkflow(platform.Platform).RunAsync(
                        definition,
                        Pairs.Parse(parsed.GetValue(variables) ?? [], "--var"),
                        cancellationToken
                    ),
                    printer
                );
                return ExitCodes.Ok;
            }
        );
    }

    /// <summary>A line for each dataset that a step would write or find unchanged.</summary>
    public static void Print(IReadOnlyList<PlannedActivity> plan, Printer printer) =>
        printer.Data(
            plan,
            _ =>
            {
                printer.Table(["step", "reads", "writes", "what", "rows", "bytes", "why"], plan.SelectMany(Lines));
                var (run, skipped) = (
                    plan.Count(a => a.Plan is { Runs: true }),
                    plan.Count(a => a.Plan is { Runs: false })
                );
                printer.Note(
                    $"{run} {(run == 1 ? "step" : "steps")} would work, {skipped} would find nothing new; nothing was written"
                );
            }
        );

    /// <summary>How good a plan was.</summary>
    public static void PrintScore(IReadOnlyList<ScoredStep> steps, Printer printer)
    {
        if (printer.IsJson || steps.Count == 0)
            return;
        printer.Table(
            ["step", "planned", "did", "rows planned", "rows"],
            steps.Select(s =>
                (IReadOnlyList<object?>)
                    [
                        s.Name,
                        s.WouldRun ? "work" : "nothing",
                        s.DidRun ? "work" : "nothing",
                        s.Rows is { } rows ? new Figure(rows) : null,
                        new Figure(s.ActualRows),
                    ]
            )
        );
        var errors = steps.Where(s => s.WouldRun && s.RowError is not null).Select(s => s.RowError!.Value).ToList();
        printer.Note(
            $"the plan was right about {steps.Count(s => s.WouldRun == s.DidRun)} of {steps.Count} steps{(errors.Count == 0 ? "" : $"; rows were {errors.Average() * 100:0.#} % off")}"
        );
    }

    private static IEnumerable<IReadOnlyList<object?>> Lines(PlannedActivity activity)
    {
        if (activity.Plan is not { } plan)
            return
            [
                [activity.Name, null, null, "passed over", null, null, $"{activity.Type} cannot tell what it would do"],
            ];
        var reads = string.Join("\n", plan.Reads);
        if (!plan.Runs || plan.Writes.Count == 0)
            return
            [
                [activity.Name, reads, null, plan.Runs ? "run" : "skip", null, null, plan.Reason],
            ];
        return plan.Writes.Select(
            (w, i) =>
                (IReadOnlyList<object?>)
                    [
                        i == 0 ? activity.Name : null,
                        i == 0 ? reads : null,
                        w.Dataset,
                        w.What,
                        w.What == "skip" ? null
                        : w.Rows is { } rows ? new Figure(rows)
                        : "?",
                        w.What == "skip" ? null
                        : w.Bytes is { } bytes ? Units.Bytes(bytes)
                        : "?",
                        w.Reason,
                    ]
        );
    }
}
