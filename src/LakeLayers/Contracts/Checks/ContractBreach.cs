namespace Penstock.LakeLayers.Contracts.Checks;

/// <summary>One thing in which a table is not as its contract says.</summary>
/// <param name="Rule">The rule's name; <c>columns</c> or <c>types</c> for what the table is made of.</param>
/// <param name="Column">The column, when it is about one.</param>
/// <param name="Policy">What a run would do about it.</param>
/// <param name="Line">The rule's line in the contract's file.</param>
/// <param name="What">For people.</param>
/// <param name="Rows">Rows that break it; 1 when it is about the table.</param>
public sealed record ContractBreach(string Rule, string? Column, BreachPolicy Policy, int Line, string What, long Rows);
