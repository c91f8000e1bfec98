using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Workflows.Activities.Composition;

/// <summary>Queues a run of another workflow, and waits for its end when it is asked to.</summary>
[Activity(
    "Elsa",
    "Composition",
    "Creates an instance of a workflow and dispatches it for execution.",
    Kind = ActivityKind.Task
)]
[FlowNode("Done", "Faulted", "Canceled")]
public sealed class DispatchWorkflow : StartWorkflowActivity
{
    /// <summary>Whether to wait for the child's end.</summary>
    [Input(Description = "Wait for the child to complete before completing this activity.", DefaultValue = false)]
    public Input<bool> WaitForCompletion { get; set; } = new(false);

    /// <summary>Kept for files of other servers; runs here are not traced apart.</summary>
    [Input(DisplayName = "Start new trace", Description = "Starts a new trace for the child.", DefaultValue = false)]
    public Input<bool> StartNewTrace { get; set; } = new(false);

    /// <summary>Kept for files of other servers; there is one queue here.</summary>
    [Input(
        DisplayName = "Channel",
        Description = "The channel to dispatch the workflow to.",
        UIHint = InputUIHints.DropDown
    )]
    public Input<string?> ChannelName { get; set; } = new();

    /// <inheritdoc/>
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var order = await OrderAsync(context);
        var waits = context.Get(WaitForCompletion);
        await DispatchAsync(context, order, waits);
        context.JournalData["ChildInstanceId"] = order.Id.ToString();
        if (!waits)
            await context.CompleteActivityAsync();
    }
}
