using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Workflows.Activities.Primitives;

/// <summary>Waits.</summary>
[Activity("Elsa", "Scheduling", "Waits for a span of time.")]
public sealed class Delay : CodeActivity
{
    /// <summary>How long, <c>hh:mm:ss</c>.</summary>
    [Input(DisplayName = "Time Span", Description = "How long to wait, hh:mm:ss.", IsRequired = true)]
    public Input<TimeSpan> TimeSpan { get; set; } = new();

    /// <inheritdoc/>
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context) =>
        await Task.Delay(context.Get(TimeSpan), context.Time, context.CancellationToken);
}
