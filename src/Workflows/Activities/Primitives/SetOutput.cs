using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Workflows.Activities.Primitives;

/// <summary>Gives an output of the workflow a value.</summary>
[Activity("Elsa", "Composition", "Gives an output of the workflow a value.")]
public sealed class SetOutput : CodeActivity, IControlFlow
{
    /// <summary>The output's name.</summary>
    [Input(Description = "The output's name.", IsRequired = true)]
    public Input<string> OutputName { get; set; } = new();

    /// <summary>Its value.</summary>
    [Input(Description = "Its value.", UIHint = InputUIHints.SingleLine)]
    public Input<object?> OutputValue { get; set; } = new();

    /// <inheritdoc/>
    protected override void Execute(ActivityExecutionContext context) =>
        context.WorkflowExecutionContext.Output[context.Get(OutputName)!] = context.Get(OutputValue);
}
