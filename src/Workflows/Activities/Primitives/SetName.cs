using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Workflows.Activities.Primitives;

/// <summary>Gives the run a name that people know it by.</summary>
[Activity("Elsa", "Primitives", "Sets the name of the workflow instance.")]
public sealed class SetName : CodeActivity, IInPlace, IRehearsed
{
    /// <summary>The name; an empty one changes nothing.</summary>
    [Input(Description = "The name of the workflow instance.")]
    public Input<string> Value { get; set; } = new();

    /// <inheritdoc/>
    protected override void Execute(ActivityExecutionContext context)
    {
        if (context.Get(Value) is { Length: > 0 } name)
            context.WorkflowExecutionContext.Name = name;
    }

    ValueTask IRehearsed.RehearseAsync(ActivityExecutionContext context) => ExecuteAsync(context);
}
