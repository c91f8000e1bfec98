namespace Penstock.Workflows.Activities.Composition;

/// <summary>What an activity that runs a workflow waits for.</summary>
/// <param name="ChildRunId">The child; null when there are many.</param>
internal sealed record ChildStimulus(Guid? ChildRunId);
