namespace Penstock.Pipelines.Activities.Triggers;

/// <summary>The runs that a Run Completed trigger looks for.</summary>
/// <param name="WorkflowDefinitionId">The workflow.</param>
/// <param name="Ends">How its run ended.</param>
public sealed record RunCompletedStimulus(string WorkflowDefinitionId, IReadOnlyList<string> Ends);
