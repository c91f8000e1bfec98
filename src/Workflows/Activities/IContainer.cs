using Penstock.Workflows.Definitions;

namespace Penstock.Workflows.Activities;

/// <summary>An activity with a list of others inside.</summary>
public interface IContainer : IActivity
{
    /// <summary>The activities inside.</summary>
    IList<IActivity> Activities { get; set; }

    /// <summary>Variables that those inside see.</summary>
    IList<VariableDefinition> Variables { get; set; }
}
