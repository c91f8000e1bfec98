namespace Penstock.LakeLayers.Contracts;

/// <summary>
/// A rule on the table as a whole, checked on the rows that are about to be published. Its policy is fail or warn.
/// </summary>
/// <param name="Query">An SQL query that gives one value; <c>${table}</c> stands for the table.</param>
/// <param name="Comparison">A condition on that <c>value</c>, for instance <c>value &gt;= 100</c>.</param>
/// <inheritdoc cref="ContractRule"/>
public sealed record TableRule(
    string Name,
    string? Column,
    string Message,
    BreachPolicy Policy,
    int Line,
    string Query,
    string Comparison
) : ContractRule(Name, Column, Message, Policy, Line)
{
    /// <summary>The rule on rows of which those that break it are counted; <c>${broken}</c> stands for its condition.</summary>
    internal RowRule? Counted { get; init; }

    /// <summary>A table as a whole cannot go to quarantine: by default it is not published.</summary>
    internal static BreachPolicy PolicyOf(BreachPolicy policy) =>
        policy == BreachPolicy.Warn ? BreachPolicy.Warn : BreachPolicy.Fail;
}
