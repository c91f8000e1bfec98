using System.Globalization;

namespace Penstock.LakeLayers.Contracts.Changes;

/// <summary>Whether a limit lets less through than before.</summary>
internal static class LimitComparison
{
    public static ContractChange? Between(RowRule? old, RowRule @new)
    {
        var column = @new.Column!;
        var isStrict = @new.Policy != BreachPolicy.Warn;
        if (old is null)
            return new(
                column,
                isStrict,
                @new.Limit!.Kind == "required" ? "it must not be missing any more" : $"{Words(@new)} is new"
            );
        if (!old.Limit!.Values.SequenceEqual(@new.Limit!.Values) && Narrows(old.Limit, @new.Limit) is var narrows)
            return new(column, narrows && isStrict, $"{Words(old)} became {string.Join(", ", @new.Limit.Values)}");
        return old.Policy == @new.Policy
            ? null
            : new(
                column,
                Strength(@new) > Strength(old),
                $"the policy of {Words(@new)}: {old.Policy.ToString().ToLowerInvariant()} became {@new.Policy.ToString().ToLowerInvariant()}"
            );
    }

    public static string Words(RowRule rule) => $"{rule.Limit!.Kind} {string.Join(", ", rule.Limit.Values)}".TrimEnd();

    /// <summary>How much a breach hinders: from warning to refusing everything.</summary>
    public static int Strength(ContractRule rule) =>
        rule.Policy switch
        {
            BreachPolicy.Warn => 0,
            BreachPolicy.Quarantine => 1,
            _ => 2,
        };

    private static bool Narrows(RuleLimit old, RuleLimit @new) =>
        old.Kind.Split(' ')[^1] switch
        {
            "validValues" => old.Values.Except(@new.Values).Any(),
            "missingValues" or "required" => @new.Values.Except(old.Values).Any(),
            "minimum" or "exclusiveMinimum" or "minLength" or "minItems" or "minProperties" => Order(old, @new) < 0,
            "maximum" or "exclusiveMaximum" or "maxLength" or "maxItems" or "maxProperties" => Order(old, @new) > 0,
            "multipleOf" => !(
                Number(old) is { } before && Number(@new) is { } after && after != 0 && before % after == 0
            ),
            _ => true, // Of two patterns it cannot be told which lets more through.
        };

    // Bounds that are no numbers are dates and times, which are written in their order.
    private static int Order(RuleLimit old, RuleLimit @new) =>
        Number(old) is { } before && Number(@new) is { } after
            ? before.CompareTo(after)
            : string.CompareOrdinal(old.Values[0], @new.Values[0]);

    private static decimal? Number(RuleLimit limit) =>
        decimal.TryParse(limit.Values[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
