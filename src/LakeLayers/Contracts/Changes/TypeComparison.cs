using System.Globalization;
using System.Text.RegularExpressions;

namespace Penstock.LakeLayers.Contracts.Changes;

/// <summary>Whether every value of a column's old type is one of its new type.</summary>
internal static partial class TypeComparison
{
    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.Ordinal)
    {
        ["INT8"] = "BIGINT",
        ["LONG"] = "BIGINT",
        ["INT4"] = "INTEGER",
        ["INT"] = "INTEGER",
        ["SIGNED"] = "INTEGER",
        ["INT2"] = "SMALLINT",
        ["SHORT"] = "SMALLINT",
        ["INT1"] = "TINYINT",
        ["FLOAT4"] = "FLOAT",
        ["REAL"] = "FLOAT",
        ["FLOAT8"] = "DOUBLE",
        ["TEXT"] = "VARCHAR",
        ["STRING"] = "VARCHAR",
        ["CHAR"] = "VARCHAR",
        ["BOOL"] = "BOOLEAN",
        ["DATETIME"] = "TIMESTAMP",
        ["TIMESTAMPTZ"] = "TIMESTAMP WITH TIME ZONE",
        ["BYTEA"] = "BLOB",
        ["DECIMAL"] = "DECIMAL(18,3)",
        ["NUMERIC"] = "DECIMAL(18,3)",
    };

    // Each holds all values of those before it.
    private static readonly string[][] Widening =
    [
        ["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"],
        ["UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"],
        ["FLOAT", "DOUBLE"],
        ["INTEGER", "DOUBLE"],
    ];

    public static ContractChange? Between(ContractColumn old, ContractColumn @new)
    {
        var (before, after) = (Canonical(old.PhysicalType), Canonical(@new.PhysicalType));
        if (before is not null && after is not null && before != after)
            return new(@new.Name, !Holds(after, before), $"the type {old.PhysicalType} became {@new.PhysicalType}");
        if (old.LogicalType is not null && @new.LogicalType is not null && old.LogicalType != @new.LogicalType)
            return new(
                @new.Name,
                (old.LogicalType, @new.LogicalType) is not ("integer", "number"),
                $"the type {old.LogicalType} became {@new.LogicalType}"
            );
        var (said, says) = (before ?? old.LogicalType, after ?? @new.LogicalType);
        if (said is null == says is null)
            return null;
        return new(
            @new.Name,
            says is null,
            says is null ? $"the type {said} is not promised any more" : $"the type {says} is promised now"
        );
    }

    private static bool Holds(string wide, string narrow)
    {
        if (Widening.Any(w => Array.IndexOf(w, narrow) is >= 0 and var from && Array.IndexOf(w, wide) > from))
            return true;
        var (old, @new) = (Decimal().Match(narrow), Decimal().Match(wide));
        if (!old.Success || !@new.Success)
            return false;
        var (oldScale, newScale) = (Number(old, 2), Number(@new, 2));
        // Of the table format's types only the precision may grow.
        return oldScale == newScale && Number(@new, 1) >= Number(old, 1);
    }

    private static string? Canonical(string? type)
    {
        if (type is null)
            return null;
        var upper = Spaces()
            .Replace(type.Trim().ToUpperInvariant(), " ")
            .Replace(", ", ",", StringComparison.Ordinal)
            .Replace("NUMERIC(", "DECIMAL(", StringComparison.Ordinal);
        return OtherNames.GetValueOrDefault(upper, upper);
    }

    private static int Number(Match match, int group) =>
        int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^DECIMAL\((\d+),(\d+)\)$")]
    private static partial Regex Decimal();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
