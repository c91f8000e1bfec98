namespace Penstock.Pipelines.Activities.Triggers;

/// <summary>What a New File trigger has seen.</summary>
/// <param name="Seen">The files that have been dealt with, and their facts: one entry for each that is still there.</param>
/// <param name="Fresh">Files seen once, whose facts must be the same at the next look.</param>
public sealed record NewFilePosition(Dictionary<string, string> Seen, Dictionary<string, string> Fresh);
