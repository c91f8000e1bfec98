namespace Penstock.Workflows.Activities;

/// <summary>
/// An activity whose inputs and outputs are not properties of its class: a workflow used as an activity has those of that
/// workflow.
/// </summary>
public interface ISyntheticArguments : IActivity
{
    /// <summary>The inputs by their names.</summary>
    IDictionary<string, Input> SyntheticInputs { get; }

    /// <summary>The outputs by their names.</summary>
    IDictionary<string, Output> SyntheticOutputs { get; }
}
