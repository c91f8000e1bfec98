using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Workflows.Activities.Primitives;

/// <summary>Gives a variable a value.</summary>
[Activity("Elsa", "Primitives", "Gives a variable a value.")]
public sealed class SetVariable : CodeActivity, IControlFlow
{
    /// <summary>The variable.</summary>
    [Input(Description = "The variable.", UIHint = InputUIHints.VariablePicker)]
    public Variable? Variable { get; set; }

    /// <summary>Its new value.</summary>
    [Input(Description = "Its new value.", UIHint = InputUIHints.SingleLine)]
    public Input<object?> Value { get; set; } = new();

    /// <inheritdoc/>
    protected override void Execute(ActivityExecutionContext context)
    {
        if (Variable is not { } variable)
            throw new Core.Errors.UsageException(
                "SetVariable names no variable",
                context.Node.ToString(),
                "pick one in the editor"
            );
        var known = variable.Id is { } id && context.Memory.Find(id) is not null ? id : variable.Name ?? variable.Id!;
        context.SetVariable(known, context.Get(Value));
    }
}
