namespace Penstock.Workflows.Activities.Attributes;

/// <summary>Names the outcomes of an activity, each a port on the canvas.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class FlowNodeAttribute(params string[] outcomes) : Attribute
{
    /// <summary>The outcomes in the order of the ports.</summary>
    public IReadOnlyList<string> Outcomes { get; } = outcomes;
}
