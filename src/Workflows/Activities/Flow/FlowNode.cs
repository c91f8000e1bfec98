using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Workflows.Activities.Flow;

/// <summary>A box that holds one activity and is complete when it is.</summary>
[Activity("Elsa", "Flow", "A box that holds one activity.", DisplayName = "Container")]
public sealed class FlowNode : Activity, IControlFlow
{
    /// <summary>What it holds.</summary>
    public IActivity? Body { get; set; }

    /// <inheritdoc/>
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context) =>
        Body is null ? context.CompleteActivityAsync() : context.ScheduleActivityAsync(Body, BodyCompletedAsync);

    private ValueTask BodyCompletedAsync(ActivityCompletedContext completed) =>
        completed.TargetContext.CompleteActivityWithOutcomesAsync([.. completed.Outcomes.Names]);
}
