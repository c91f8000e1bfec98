using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Workflows.Activities.Branching;

/// <summary>Runs one of two activities, by a condition.</summary>
[Activity("Elsa", "Branching", "Runs one of two activities, by a condition.")]
public sealed class If : Activity, IControlFlow
{
    /// <summary>Decides.</summary>
    [Input(Description = "Decides which one runs.", UIHint = InputUIHints.SingleLine)]
    public Input<bool> Condition { get; set; } = new();

    /// <summary>Runs when the condition holds.</summary>
    public IActivity? Then { get; set; }

    /// <summary>Runs when it does not.</summary>
    public IActivity? Else { get; set; }

    /// <inheritdoc/>
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var branch = context.Get(Condition) ? Then : Else;
        return branch is null
            ? context.CompleteActivityAsync()
            : context.ScheduleActivityAsync(branch, BranchCompletedAsync);
    }

    private ValueTask BranchCompletedAsync(ActivityCompletedContext completed) =>
        completed.TargetContext.CompleteActivityAsync();
}
