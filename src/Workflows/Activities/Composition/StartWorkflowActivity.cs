using Penstock.Workflows.Activities.Attributes;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Activities.Composition;

/// <summary>
/// What Execute Workflow and Dispatch Workflow have in common. The outcome is Done; Faulted or Canceled when the child ended so
/// and an
/// arrow leaves from there.
/// </summary>
public abstract class StartWorkflowActivity : ChildWorkflowActivity
{
    /// <summary>The definition; its published version runs.</summary>
    [Input(
        DisplayName = "Workflow Definition",
        Description = "The workflow to run.",
        UIHint = InputUIHints.WorkflowDefinitionPicker,
        IsRequired = true
    )]
    public Input<string> WorkflowDefinitionId { get; set; } = new();

    /// <summary>What the child belongs together with.</summary>
    [Input(DisplayName = "Correlation ID", Description = "The correlation ID of the child.")]
    public Input<string?> CorrelationId { get; set; } = new();

    /// <summary>What the child is given.</summary>
    [Input(Description = "The input of the child.", UIHint = InputUIHints.Dictionary)]
    public Input<IDictionary<string, object>?> Input { get; set; } = new();

    /// <summary>What the child gave, by output name, when it was waited for.</summary>
    [Output(Description = "The output of the child, when it was waited for.")]
    public Output<object> Result { get; set; } = new();

    private protected async Task<ChildOrder> OrderAsync(ActivityExecutionContext context)
    {
        var stored = await context
            .GetRequiredService<ChildRuns>()
            .FindAsync(context.Get(WorkflowDefinitionId), null, context.CancellationToken);
        var input = ChildInput.Of(context, context.Get(Input));
        return new(
            ChildIds.Of(context.ExecutionId, 0),
            stored.Definition,
            input,
            context.Get(CorrelationId) is { Length: > 0 } id ? id : null
        );
    }

    private protected override async ValueTask EndedAsync(ActivityExecutionContext context, ChildEnd end)
    {
        context.JournalData["ChildInstanceId"] = end.RunId.ToString();
        context.JournalData["ChildSubStatus"] = end.SubStatus.ToString();
        context.Set(Result, end.Output);
        var outcome = end.SubStatus switch
        {
            WorkflowSubStatus.Faulted => "Faulted",
            WorkflowSubStatus.Cancelled => "Canceled",
            _ => Outcomes.DoneName,
        };
        await context.CompleteActivityWithOutcomesAsync(context.HasConnection(outcome) ? outcome : Outcomes.DoneName);
    }
}
