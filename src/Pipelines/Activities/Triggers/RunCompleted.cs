using System.Text.Json.Nodes;
using Penstock.Core.Errors;
using Penstock.Workflows.Activities;
using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Pipelines.Activities.Triggers;

/// <summary>Starts the workflow when a run of another workflow has ended.</summary>
[Activity(
    "Penstock",
    "Triggers",
    "Starts the workflow when a run of another workflow has ended.",
    DisplayName = "Run completed",
    Kind = ActivityKind.Trigger
)]
public sealed class RunCompleted : DataTrigger
{
    /// <summary>The other workflow.</summary>
    [Input(
        DisplayName = "Workflow Definition",
        Description = "The workflow whose runs are waited for.",
        UIHint = InputUIHints.WorkflowDefinitionPicker,
        IsRequired = true
    )]
    public Input<string> WorkflowDefinitionId { get; set; } = new();

    /// <summary>Which ends count.</summary>
    [Input(
        Description = "How the run ended.",
        UIHint = InputUIHints.CheckList,
        Options = new[] { "Finished", "Faulted", "Cancelled" }
    )]
    public Input<string[]> Ends { get; set; } = new(["Finished"]);

    /// <summary>The run that ended.</summary>
    [Output(Description = "The run that ended.")]
    public Output<string> WorkflowInstanceId { get; set; } = new();

    /// <summary>How it ended.</summary>
    [Output(Description = "How it ended.")]
    public Output<string> SubStatus { get; set; } = new();

    /// <summary>What it gave, as the journal keeps it.</summary>
    [Output(Description = "The output of the run.")]
    public Output<object?> RunOutput { get; set; } = new();

    /// <inheritdoc/>
    protected override async ValueTask<object> StimulusAsync(TriggerIndexingContext context)
    {
        var other = await context.GetAsync(WorkflowDefinitionId) ?? "";
        if (other == context.Definition.DefinitionId)
            throw new UsageException(
                "A workflow that starts when its own run has ended would never stop",
                other,
                "choose another workflow"
            );
        return new RunCompletedStimulus(
            other,
            await context.GetAsync(Ends) is { Length: > 0 } ends ? ends : ["Finished"]
        );
    }

    /// <inheritdoc/>
    protected override void Take(ActivityExecutionContext context, JsonObject found)
    {
        context.Set(WorkflowInstanceId, found["workflowInstanceId"]?.ToString());
        context.Set(SubStatus, found["subStatus"]?.ToString());
        context.Set(RunOutput, found["output"]?.DeepClone());
    }
}
