using Penstock.Workflows.Definitions;

namespace Penstock.Workflows.Activities;

/// <summary>Base of activities that hold a list of others and may declare variables for them.</summary>
public abstract class Container : Activity, IContainer, IControlFlow
{
    /// <inheritdoc/>
    public IList<IActivity> Activities { get; set; } = [];

    /// <inheritdoc/>
    public IList<VariableDefinition> Variables { get; set; } = [];
}
