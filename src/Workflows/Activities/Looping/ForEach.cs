using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Workflows.Activities.Looping;

/// <summary>Runs its body once for each item, one after the other.</summary>
[Activity("Elsa", "Looping", "Runs its body for each item.")]
public sealed class ForEach : Activity, IControlFlow, ILoop
{
    private const string PlaceKey = "CurrentIndex";

    /// <summary>What to go through.</summary>
    [Input(Description = "What to go through.")]
    public Input<ICollection<object>> Items { get; set; } = new();

    /// <summary>The item at hand; the body also sees it as the variable CurrentValue.</summary>
    [Output(Description = "The item at hand.")]
    public Output<object> CurrentValue { get; set; } = new();

    /// <summary>Runs for each item.</summary>
    public IActivity? Body { get; set; }

    /// <inheritdoc/>
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context) => NextAsync(context, 0);

    private ValueTask ChildCompletedAsync(ActivityCompletedContext completed) =>
        NextAsync(completed.TargetContext, completed.TargetContext.GetProperty<int>(PlaceKey) + 1);

    private ValueTask NextAsync(ActivityExecutionContext context, int place)
    {
        var items = LoopItems.Of(context, Items);
        if (place >= items.Count || Body is null)
            return context.CompleteActivityAsync();
        context.SetProperty(PlaceKey, place);
        context.Set(CurrentValue, items[place]);
        return context.ScheduleActivityAsync(
            Body,
            ChildCompletedAsync,
            [new("CurrentValue", items[place]), new("CurrentIndex", place)]
        );
    }
}
