namespace Penstock.LakeLayers.Contracts;

/// <summary>A rule that one row alone keeps or breaks.</summary>
/// <param name="BrokenWhen">An SQL condition over the row's columns, true for a row that breaks the rule; NULL counts as
/// kept.</param>
/// <inheritdoc cref="ContractRule"/>
public sealed record RowRule(
    string Name,
    string? Column,
    string Message,
    BreachPolicy Policy,
    int Line,
    string BrokenWhen
) : ContractRule(Name, Column, Message, Policy, Line)
{
    /// <summary>What the rule says in a form that can be compared; null for a condition of the contract's own.</summary>
    public RuleLimit? Limit { get; init; }
}
