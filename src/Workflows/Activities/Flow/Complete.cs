using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Workflows.Activities.Flow;

/// <summary>Completes the flowchart it is in, with outcomes of one's choice.</summary>
[Activity("Elsa", "Composition", "Completes the container around it with the given outcomes.")]
public sealed class Complete : Activity, IControlFlow, ITerminalNode
{
    /// <summary>The outcomes of the container.</summary>
    [Input(Description = "The outcomes of the container.", UIHint = InputUIHints.DynamicOutcomes)]
    public Input<ICollection<string>> Outcomes { get; set; } = new();

    /// <inheritdoc/>
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context) =>
        context.CompleteActivityWithOutcomesAsync(
            context.Get(Outcomes) is { Count: > 0 } names ? [.. names] : [Activities.Outcomes.DoneName]
        );
}
