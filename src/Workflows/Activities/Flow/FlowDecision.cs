using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Workflows.Activities.Flow;

/// <summary>One of two ways, by a condition.</summary>
[Activity("Elsa", "Branching", "Goes one of two ways, by a condition.", DisplayName = "Decision")]
[FlowNode("True", "False")]
public sealed class FlowDecision : Activity, IControlFlow
{
    /// <summary>Decides the way.</summary>
    [Input(Description = "Decides the way.", UIHint = InputUIHints.SingleLine)]
    public Input<bool> Condition { get; set; } = new();

    /// <inheritdoc/>
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context) =>
        context.CompleteActivityWithOutcomesAsync(context.Get(Condition) ? "True" : "False");
}
