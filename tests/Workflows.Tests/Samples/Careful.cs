using Penstock.Core.Errors;
using Penstock.Workflows.Activities;
using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Workflows.Tests.Samples;

/// <summary>Fails; when the workflow has a way for that it takes it, and the failure is still seen as an incident.</summary>
[Activity("Test", "Testing", "Fails with care.")]
[FlowNode("Done", "Failed")]
public sealed class Careful : CodeActivity
{
    [Output(Description = "Who it is to the step it calls.")]
    public Output<string> Identity { get; set; } = new();

    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var step = context.CreateStepContext();
        step.Progress.Report(new(5, 50, TotalRows: 10, Detail: "x.csv"));
        step.Warnings.Report("x.csv is odd");
        step.Warnings.Report("x.csv is old");
        context.Set(Identity, $"{step.Identity.Workflow}.{step.Identity.Step} {step.Identity.StepRunId}");
        var error = new TransientException("The source is gone", "x.csv");
        if (!context.HasConnection("Failed"))
            throw error;
        context.AddIncident(error);
        await context.CompleteActivityWithOutcomesAsync("Failed");
    }
}
