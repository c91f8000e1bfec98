using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Workflows.Activities.Looping;

/// <summary>Runs its body for many items at once; those beyond a window wait, so memory stays bounded.</summary>
[Activity("Elsa", "Looping", "Runs its body for many items at once.")]
public sealed class ParallelForEach : Activity, IControlFlow
{
    private const int Window = 64;
    private const string ItemsKey = "Items";
    private const string PlaceKey = "NextIndex";

    /// <summary>What to go through.</summary>
    [Input(Description = "What to go through.")]
    public Input<ICollection<object>> Items { get; set; } = new();

    /// <summary>Runs for each item, with the variables CurrentValue and CurrentIndex.</summary>
    public IActivity? Body { get; set; }

    /// <inheritdoc/>
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var items = context.Get(Items)?.ToArray() ?? [];
        context.Properties[ItemsKey] = items;
        context.Properties[PlaceKey] = 0;
        if (items.Length == 0 || Body is null) await context.CompleteActivityAsync();
        else for (var i = 0; i < Math.Min(Window, items.Length); i++) await NextAsync(context);
    }

    private async ValueTask ChildCompletedAsync(ActivityCompletedContext completed)
    {
        var context = completed.TargetContext;
        await NextAsync(context);
        if (context.PendingChildren.Count == 0 && context.ActiveChildren.Count == 0 && !context.HasFaultedChild) await context.CompleteActivityAsync();
    }

    private async ValueTask NextAsync(ActivityExecutionContext context)
    {
        var items = (object[])context.Properties[ItemsKey]!;
        var place = (int)context.Properties[PlaceKey]!;
        if (place >= items.Length) return;
        context.Properties[PlaceKey] = place + 1;
        await context.ScheduleActivityAsync(Body, ChildCompletedAsync, [new("CurrentValue", items[place]), new("CurrentIndex", place)]);
    }
}
