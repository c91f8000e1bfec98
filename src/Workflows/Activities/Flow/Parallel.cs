using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Workflows.Activities.Flow;

/// <summary>Runs activities at the same time; complete when all are.</summary>
[Activity("Elsa", "Workflows", "Runs activities at the same time.")]
public sealed class Parallel : Container
{
    /// <inheritdoc/>
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        foreach (var activity in Activities)
            await context.ScheduleActivityAsync(activity, ChildCompletedAsync);
        if (Activities.Count == 0)
            await context.CompleteActivityAsync();
    }

    private async ValueTask ChildCompletedAsync(ActivityCompletedContext completed)
    {
        var context = completed.TargetContext;
        if (
            completed.ChildContext.Activity is ITerminalNode
            || context is { ActiveChildren.Count: 0, HasFaultedChild: false }
        )
            await context.CompleteActivityAsync();
    }
}
