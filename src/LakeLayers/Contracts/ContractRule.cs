namespace Penstock.LakeLayers.Contracts;

/// <summary>One thing that a contract demands.</summary>
/// <param name="Name">Stable and short, for instance <c>unit_price.minimum</c>; counts are kept under it.</param>
/// <param name="Column">The column it is about, or null when it is about several or about the table.</param>
/// <param name="Message">For people: what is wrong with a row that breaks it, for instance <c>unit_price must be at least
/// 0</c>.</param>
/// <param name="Policy">What happens then.</param>
/// <param name="Line">Its line in the contract's file.</param>
public abstract record ContractRule(string Name, string? Column, string Message, BreachPolicy Policy, int Line);
