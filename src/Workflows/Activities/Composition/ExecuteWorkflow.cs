using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Workflows.Activities.Composition;

/// <summary>
/// Runs another workflow at once; goes on when it ends, or as soon as it is suspended when it need not wait for it.
/// </summary>
[Activity("Elsa", "Composition", "Creates an instance of a workflow and executes it.", Kind = ActivityKind.Task)]
[FlowNode("Done", "Faulted", "Canceled")]
public sealed class ExecuteWorkflow : StartWorkflowActivity
{
    /// <summary>Whether to wait when the child is suspended.</summary>
    [Input(Description = "Wait for the child to complete before completing this activity.", DefaultValue = false)]
    public Input<bool> WaitForCompletion { get; set; } = new(false);

    /// <inheritdoc/>
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var order = await OrderAsync(context);
        if (context.Get(WaitForCompletion))
        {
            await RunAsync(context, order);
            return;
        }
        var children = context.GetRequiredService<ChildRuns>();
        await children.EnsureChainAsync(context);
        if (await children.StartAsync(context, order, null) is { } result)
            context.Set(Result, result.Output);
        await context.CompleteActivityAsync();
    }
}
