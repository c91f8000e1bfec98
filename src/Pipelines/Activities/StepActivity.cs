using Penstock.Core.Steps;
using Penstock.Core.Steps.Planning;
using Penstock.Pipelines.Backfills;
using Penstock.Pipelines.Planning;
using Penstock.Workflows.Activities;

namespace Penstock.Pipelines.Activities;

/// <summary>
/// A box on the canvas that runs one step. It holds no logic: inputs become the step's options, the result's counts become
/// outputs.
/// A failure leaves through <c>Failed</c> when an arrow is drawn from there, and faults the activity otherwise.
/// </summary>
public abstract class StepActivity : Activity, IRehearsed
{
    /// <summary>The outcome of a failure that the workflow's author has thought of.</summary>
    public const string Failed = "Failed";

    /// <summary>Runs the step and sets the outputs.</summary>
    protected abstract Task RunStepAsync(
        ActivityExecutionContext context,
        Platform platform,
        StepContext step,
        CancellationToken cancellationToken
    );

    /// <summary>Says what the step would do, and tells the forecast what would be there after it. Writes nothing.</summary>
    protected abstract Task<StepPlan> PlanStepAsync(
        ActivityExecutionContext context,
        Platform platform,
        Forecast forecast,
        CancellationToken cancellationToken
    );

    /// <summary>What the step waits for while nothing happens, for people.</summary>
    protected virtual string WaitsFor(ActivityExecutionContext context, Platform platform) => "the query engine";

    async ValueTask IRehearsed.RehearseAsync(ActivityExecutionContext context)
    {
        var sheet = context.GetRequiredService<PlanSheet>();
        sheet.Add(
            context,
            await PlanStepAsync(
                context,
                context.GetRequiredService<Platform>(),
                sheet.Forecast,
                context.CancellationToken
            )
        );
    }

    /// <inheritdoc/>
    protected sealed override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var platform = context.GetRequiredService<Platform>();
        if (this is IReadsSource && platform.IsReplay)
        {
            await context.CompleteActivityAsync();
            return;
        }
        try
        {
            using var place =
                this is not IReadsSource && context.GetService<StepGate>() is { } gate
                    ? await gate.EnterAsync(context.CancellationToken)
                    : null;
            var step = context.CreateStepContext();
            await using var notes = new WaitNotes(
                step.Progress,
                context.ReportDetail,
                WaitsFor(context, platform),
                step.Time
            );
            await RunStepAsync(context, platform, step with { Progress = notes }, context.CancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException && context.HasConnection(Failed))
        {
            context.AddIncident(e);
            await context.CompleteActivityWithOutcomesAsync(Failed);
            return;
        }
        await context.CompleteActivityAsync();
    }
}
