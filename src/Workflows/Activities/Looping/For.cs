using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Workflows.Activities.Looping;

/// <summary>Runs its body for each number from a start to an end.</summary>
[Activity("Elsa", "Looping", "Runs its body for each number from a start to an end.")]
public sealed class For : Activity, IControlFlow, ILoop
{
    private const string ValueKey = "Next";

    /// <summary>The first number.</summary>
    [Input(Description = "The first number.", DefaultValue = 0)]
    public Input<int> Start { get; set; } = new(0);

    /// <summary>The last number.</summary>
    [Input(Description = "The last number.", DefaultValue = 0)]
    public Input<int> End { get; set; } = new(0);

    /// <summary>The distance between two numbers; negative to count down. Zero is an error.</summary>
    [Input(Description = "The distance between two numbers; negative to count down.", DefaultValue = 1)]
    public Input<int> Step { get; set; } = new(1);

    /// <summary>Whether the body runs for the last number too.</summary>
    [Input(Description = "Whether the body runs for the last number too.", DefaultValue = true)]
    public Input<bool> OuterBoundInclusive { get; set; } = new(true);

    /// <summary>The number at hand; the body also sees it as the variable CurrentValue.</summary>
    [Output(Description = "The number at hand.")]
    public Output<object?> CurrentValue { get; set; } = new();

    /// <summary>Runs for each number.</summary>
    public IActivity? Body { get; set; }

    /// <inheritdoc/>
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        if (context.Get(Step) == 0)
            throw new Core.Errors.UsageException(
                "A For loop with step 0 would never end",
                context.Node.ToString(),
                "set \"step\" to another number"
            );
        context.SetProperty(ValueKey, (long)context.Get(Start));
        return NextAsync(context);
    }

    private ValueTask ChildCompletedAsync(ActivityCompletedContext completed) => NextAsync(completed.TargetContext);

    private ValueTask NextAsync(ActivityExecutionContext context)
    {
        var (value, end, step) = (context.GetProperty<long>(ValueKey), (long)context.Get(End), context.Get(Step));
        var isInside = step > 0 ? value < end : value > end;
        if (Body is null || !(isInside || (value == end && context.Get(OuterBoundInclusive))))
            return context.CompleteActivityAsync();
        context.SetProperty(ValueKey, value + step);
        context.Set(CurrentValue, (int)value);
        return context.ScheduleActivityAsync(Body, ChildCompletedAsync, [new("CurrentValue", (int)value)]);
    }
}
