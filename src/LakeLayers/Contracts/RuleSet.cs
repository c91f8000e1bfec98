using System.Globalization;
using Penstock.Core.Metadata;

namespace Penstock.LakeLayers.Contracts;

/// <summary>
/// The row-wise and uniqueness rules of one table as SQL. Each has a bit; the bits that a row breaks are kept in columns
/// <c>_breach_0</c>, <c>_breach_1</c>, … of 62 rules each.
/// </summary>
internal sealed class RuleSet(IReadOnlyList<ContractRule> rules)
{
    private const int BitsPerColumn = 62;

    /// <summary>The rules in the order of their bits.</summary>
    public IReadOnlyList<ContractRule> Rules { get; } = [.. rules.Where(r => r is RowRule or UniqueRule)];

    public IEnumerable<UniqueRule> Unique => Rules.OfType<UniqueRule>();

    public bool HasWarnings => Rules.Any(r => r is RowRule && r.Policy == BreachPolicy.Warn);

    /// <summary>The names of the breach columns.</summary>
    public IReadOnlyList<string> BreachColumns =>
        [.. Enumerable.Range(0, (Rules.Count + BitsPerColumn - 1) / BitsPerColumn).Select(i => $"_breach_{i}")];

    /// <summary>
    /// The breach columns of a row, from the row-wise rules; to be appended to a select list (starts with a comma).
    /// </summary>
    public string BreachSelect =>
        string.Concat(
            BreachColumns.Select(
                (name, group) =>
                {
                    var terms = Rules
                        .Select((rule, i) => (Rule: rule as RowRule, Index: i))
                        .Where(r => r.Rule is not null && r.Index / BitsPerColumn == group)
                        .Select(r => $"CASE WHEN {r.Rule!.BrokenWhen} THEN {Bit(r.Index)} ELSE 0 END")
                        .Prepend("0::BIGINT");
                    return $", ({string.Join("\n | ", terms)}) AS {Sql.Identifier(name)}";
                }
            )
        );

    /// <summary>The breach columns of a row that breaks just one rule.</summary>
    public string BreachOf(ContractRule rule)
    {
        var index = IndexOf(rule);
        return string.Concat(
            BreachColumns.Select(
                (name, group) =>
                    $", {(index / BitsPerColumn == group ? Bit(index) : "0::BIGINT")} AS {Sql.Identifier(name)}"
            )
        );
    }

    /// <summary>A condition: the row breaks no rule that keeps it out of the table.</summary>
    public string IsPublishable => Mask(r => r.Policy != BreachPolicy.Warn);

    /// <summary>A condition: the row breaks no rule at all.</summary>
    public string IsClean => Mask(_ => true);

    /// <summary>A condition: the row breaks the rule.</summary>
    public string Breaks(ContractRule rule)
    {
        var index = IndexOf(rule);
        return $"({Sql.Identifier(BreachColumns[index / BitsPerColumn])} & {Bit(index)}) <> 0";
    }

    private int IndexOf(ContractRule rule) => Rules.ToList().IndexOf(rule);

    private string Mask(Func<ContractRule, bool> counts)
    {
        var conditions = BreachColumns.Select(
            (name, group) =>
            {
                var mask = Rules
                    .Select((rule, i) => (rule, i))
                    .Where(r => r.i / BitsPerColumn == group && counts(r.rule))
                    .Aggregate(0L, (m, r) => m | (1L << (r.i % BitsPerColumn)));
                return $"({Sql.Identifier(name)} & {mask.ToString(CultureInfo.InvariantCulture)}) = 0";
            }
        );
        return string.Join(" AND ", conditions.DefaultIfEmpty("true"));
    }

    private static string Bit(int index) =>
        $"{(1L << (index % BitsPerColumn)).ToString(CultureInfo.InvariantCulture)}::BIGINT";
}
