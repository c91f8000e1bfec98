using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Workflows.Activities.Flow;

/// <summary>Starts several branches, one an outcome.</summary>
[Activity("Elsa", "Branching", "Starts several branches at once.", DisplayName = "Fork")]
public sealed class FlowFork : Activity, IControlFlow
{
    /// <summary>The names of the branches.</summary>
    [Input(Description = "The names of the branches.", UIHint = InputUIHints.DynamicOutcomes)]
    public Input<ICollection<string>> Branches { get; set; } = new();

    /// <inheritdoc/>
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context) =>
        context.CompleteActivityWithOutcomesAsync([.. context.Get(Branches) ?? []]);
}
