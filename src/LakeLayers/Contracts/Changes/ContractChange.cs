namespace Penstock.LakeLayers.Contracts.Changes;

/// <summary>One difference between two versions of a contract.</summary>
/// <param name="Subject">The column, the rule, or <c>table</c>.</param>
/// <param name="IsBreaking">Whether readers or writers who kept to the old version may fail with the new one.</param>
/// <param name="What">For people, for instance <c>minimum 0 became 1</c>.</param>
public sealed record ContractChange(string Subject, bool IsBreaking, string What);
