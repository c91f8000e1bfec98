using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Workflows.Activities.Looping;

/// <summary>Ends the nearest loop around it.</summary>
[Activity("Elsa", "Looping", "Ends the loop around it.")]
public sealed class Break : Activity, IControlFlow, ITerminalNode
{
    /// <inheritdoc/>
    protected override void Execute(ActivityExecutionContext context) => context.Break();
}
