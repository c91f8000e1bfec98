using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Workflows.Activities.Flow;

/// <summary>Ends the whole run as finished; what runs is cancelled.</summary>
[Activity("Elsa", "Primitives", "Ends the workflow.")]
public sealed class Finish : CodeActivity, IControlFlow, ITerminalNode
{
    /// <inheritdoc/>
    protected override void Execute(ActivityExecutionContext context) => context.WorkflowExecutionContext.Finish();
}
