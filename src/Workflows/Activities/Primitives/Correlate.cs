using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Workflows.Activities.Primitives;

/// <summary>Says what the run belongs together with.</summary>
[Activity("Elsa", "Primitives", "Sets the correlation ID of the workflow instance.")]
public sealed class Correlate : CodeActivity, IInPlace, IRehearsed
{
    /// <summary>The correlation id; an empty one takes the run's away.</summary>
    [Input(DisplayName = "Correlation ID", Description = "An expression that gives the correlation ID.")]
    public Input<string> CorrelationId { get; set; } = new();

    /// <inheritdoc/>
    protected override void Execute(ActivityExecutionContext context) =>
        context.WorkflowExecutionContext.CorrelationId = context.Get(CorrelationId) is { Length: > 0 } id ? id : null;

    ValueTask IRehearsed.RehearseAsync(ActivityExecutionContext context) => ExecuteAsync(context);
}
