using Penstock.Core.Metadata;

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

    /// <summary>The condition by the column's type; null: <see cref="BrokenWhen"/> holds for any.</summary>
    internal ValueCondition? Typed { get; init; }

    /// <summary>The rule for a column of a type.</summary>
    internal RowRule For(string? type) =>
        Typed is { } condition && type is not null
            ? this with
            {
                BrokenWhen = condition(Sql.Identifier(Column!), type),
                Typed = null,
            }
            : this;
}
