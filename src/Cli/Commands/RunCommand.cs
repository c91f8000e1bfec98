using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Cli.Output;
using Penstock.Core.Errors;
using Penstock.Pipelines;
using Penstock.Pipelines.Planning;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Journal;
using Penstock.Workflows.Runtime;

namespace Penstock.Cli.Commands;

/// <summary><c>penstock run</c>: runs a workflow to its end and shows its activities at work.</summary>
internal static class RunCommand
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
        var plan = new Option<bool>("--plan")
        {
            Description = "Plan the run first (see penstock plan), and record how good the plan was.",
        };
        return new Command("run", "Run a workflow to its end.") { workflow, variables, plan }.WithPlatform(
            async (parsed, platform, printer, cancellationToken) =>
            {
                var (name, values) = (
                    parsed.GetRequiredValue(workflow),
                    Pairs.Parse(parsed.GetValue(variables) ?? [], "--var")
                );
                var planned = parsed.GetValue(plan)
                    ? await new PlanWorkflow(platform.Platform).RunAsync(
                        await platform.Platform.ReadAsync(name, cancellationToken),
                        values,
                        cancellationToken
                    )
                    : null;
                var details = await ExecuteAsync(platform.Platform, name, values, printer, cancellationToken);
                StatusCommand.Print(details.Run, printer);
                if (planned is not null)
                    PlanCommand.PrintScore(
                        await new PlanScores(platform.Platform.Metadata).RecordAsync(
                            planned,
                            details.Run,
                            CancellationToken.None
                        ),
                        printer
                    );
                await LineageNotes.DeliverAsync(platform.Platform, printer, cancellationToken);
                return details.ExitCode;
            }
        );
    }

    /// <summary>Runs and returns what the journal says of it, with the exit code that fits.</summary>
    public static async Task<(RunDetails Run, int ExitCode)> ExecuteAsync(
        Platform platform,
        string workflow,
        IReadOnlyDictionary<string, string> variables,
        Printer printer,
        CancellationToken cancellationToken
    )
    {
        var definition = await platform.ReadAsync(workflow, cancellationToken);
        await using var services = PipelineServices.Build(platform);
        await using var view = RunView.Create(printer);
        var result = await services
            .GetRequiredService<WorkflowRunner>()
            .RunAsync(
                definition,
                new RunOptions
                {
                    Variables = variables.ToDictionary(v => v.Key, v => (object?)v.Value),
                    TriggeredBy = "cli",
                    ActivationStrategy = ActivationStrategy.Singleton,
                    Observers = [view],
                },
                cancellationToken
            );
        await view.DisposeAsync();
        cancellationToken.ThrowIfCancellationRequested();
        var details = await new RunQueries(platform.Metadata).GetAsync(result.RunId.ToString(), CancellationToken.None);
        foreach (var error in result.Exceptions)
            printer.Error(Explain(error, result.RunId));
        return (details, ExitCodeOf(result));
    }

    private static PenstockException Explain(Exception error, Guid runId) =>
        error switch
        {
            PenstockException explained => explained,
            _ when DiskFull.Is(error) => DiskFull.Explain($"run {runId}", error),
            _ => new PenstockException(
                error.Message,
                null,
                "What was not published is not there",
                $"penstock status {runId}",
                error
            ),
        };

    private static int ExitCodeOf(RunResult result) =>
        result switch
        {
            { SubStatus: WorkflowSubStatus.Finished } => ExitCodes.Ok,
            _ => result
                .Exceptions.OfType<PenstockException>()
                .Select(e => e.ExitCode)
                .DefaultIfEmpty(ExitCodes.Failed)
                .Max(),
        };
}
