using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Workflows.Activities.Flow;

/// <summary>Says when several arrows that meet let the flow pass; the flowchart reads its mode.</summary>
[Activity("Elsa", "Branching", "Merges several branches into one.", DisplayName = "Join")]
public sealed class FlowJoin : CodeActivity, IControlFlow
{
    /// <summary>When the flow passes.</summary>
    [Input(Description = "When the flow passes.", DefaultValue = FlowJoinMode.WaitAny)]
    public Input<FlowJoinMode> Mode { get; set; } = new();
}
