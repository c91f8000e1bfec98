using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Workflows.Activities.Flow;

/// <summary>Runs activities one after the other.</summary>
[Activity("Elsa", "Workflows", "Runs activities one after the other.")]
public sealed class Sequence : Container
{
    private const string PlaceKey = "CurrentIndex";

    /// <inheritdoc/>
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context) => NextAsync(context, 0);

    private ValueTask ChildCompletedAsync(ActivityCompletedContext completed) =>
        completed.ChildContext.Activity is ITerminalNode
            ? completed.TargetContext.CompleteActivityAsync()
            : NextAsync(completed.TargetContext, completed.TargetContext.GetProperty<int>(PlaceKey) + 1);

    private ValueTask NextAsync(ActivityExecutionContext context, int place)
    {
        context.SetProperty(PlaceKey, place);
        return place < Activities.Count
            ? context.ScheduleActivityAsync(Activities[place], ChildCompletedAsync)
            : context.CompleteActivityAsync();
    }
}
