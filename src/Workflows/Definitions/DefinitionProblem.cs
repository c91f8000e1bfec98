namespace Penstock.Workflows.Definitions;

/// <summary>Why a definition cannot run.</summary>
/// <param name="Activity">The activity; null when the workflow itself is meant.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Next">What to do.</param>
public sealed record DefinitionProblem(ActivityNode? Activity, string Message, string Next);
