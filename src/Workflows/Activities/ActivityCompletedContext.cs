namespace Penstock.Workflows.Activities;

/// <summary>What a parent is told when an activity that it scheduled is complete.</summary>
/// <param name="TargetContext">The parent's own execution.</param>
/// <param name="ChildContext">The execution that is complete.</param>
/// <param name="Outcomes">How it ended.</param>
public sealed record ActivityCompletedContext(
    ActivityExecutionContext TargetContext,
    ActivityExecutionContext ChildContext,
    Outcomes Outcomes
);
