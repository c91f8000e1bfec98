using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Workflows.Activities.Looping;

/// <summary>
/// Runs its body for many items at once; those beyond a window wait, so memory stays bounded. An item whose body faults does
/// not stop
/// the others unless the workflow's incident strategy does.
/// </summary>
[Activity("Elsa", "Looping", "Runs its body for many items at once.")]
public sealed class ParallelForEach : Activity, IControlFlow, ILoop
{
    private const int DefaultWindow = 64;
    private const string PlaceKey = "NextIndex";

    /// <summary>What to go through.</summary>
    [Input(Description = "What to go through.")]
    public Input<ICollection<object>> Items { get; set; } = new();

    /// <summary>How many bodies are open at once, 1 to 1,000.</summary>
    [Input(
        DisplayName = "Degree of parallelism",
        Description = "How many bodies are open at once, 1 to 1,000; 64 when not given."
    )]
    public Input<int?> DegreeOfParallelism { get; set; } = new();

    /// <summary>Runs for each item, with the variables CurrentValue and CurrentIndex.</summary>
    public IActivity? Body { get; set; }

    /// <inheritdoc/>
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var items = LoopItems.Of(context, Items);
        var window = Math.Clamp(context.Get(DegreeOfParallelism) ?? DefaultWindow, 1, 1_000);
        if (items.Count == 0 || Body is null)
            await context.CompleteActivityAsync();
        else
            for (var i = 0; i < Math.Min(window, items.Count); i++)
                await NextAsync(context, items);
    }

    private async ValueTask ChildCompletedAsync(ActivityCompletedContext completed)
    {
        var context = completed.TargetContext;
        await NextAsync(context, LoopItems.Of(context, Items));
        if (context.PendingChildren.Count == 0 && context.ActiveChildren.Count == 0 && !context.HasFaultedChild)
            await context.CompleteActivityAsync();
    }

    private async ValueTask NextAsync(ActivityExecutionContext context, IReadOnlyList<object?> items)
    {
        var place = context.GetProperty<int>(PlaceKey);
        if (place >= items.Count)
            return;
        context.SetProperty(PlaceKey, place + 1);
        await context.ScheduleActivityAsync(
            Body,
            ChildCompletedAsync,
            [new("CurrentValue", items[place]), new("CurrentIndex", place)]
        );
    }
}
