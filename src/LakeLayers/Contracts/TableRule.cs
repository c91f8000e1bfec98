namespace Penstock.LakeLayers.Contracts;

/// <summary>
/// A rule on the table as a whole, checked on the rows that are about to be published. Its policy is fail or warn.
/// </summary>
/// <param name="Query">An SQL query that gives one value; <c>${table}</c> stands for the table.</param>
/// <param name="Comparison">The end of a condition on that value, for instance <c>&gt;= 100</c>.</param>
/// <inheritdoc cref="ContractRule"/>
public sealed record TableRule(
    string Name,
    string? Column,
    string Message,
    BreachPolicy Policy,
    int Line,
    string Query,
    string Comparison
) : ContractRule(Name, Column, Message, Policy, Line);
