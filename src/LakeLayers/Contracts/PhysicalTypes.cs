using System.Globalization;

namespace Penstock.LakeLayers.Contracts;

/// <summary>
/// Reads <c>physicalType</c>. Importers of other systems write a decimal's digits into <c>customProperties</c>
/// (<c>precision</c>, <c>scale</c>), and some types by names that DuckDB does not have.
/// </summary>
internal static class PhysicalTypes
{
    private static readonly string[] Decimals = ["DECIMAL", "NUMERIC", "DEC", "NUMBER"];

    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["LARGE_STRING"] = "VARCHAR",
        ["LARGE_BINARY"] = "BLOB",
        ["HALF_FLOAT"] = "FLOAT",
        ["FLOAT32"] = "FLOAT",
        ["FLOAT64"] = "DOUBLE",
        ["TIMESTAMP_NTZ"] = "TIMESTAMP",
        ["TIMESTAMP_TZ"] = "TIMESTAMPTZ",
    };

    // Said without what is inside, they promise the kind alone.
    private static readonly Dictionary<string, Func<string, bool>> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["LIST"] = IsList,
        ["ARRAY"] = IsList,
        ["LARGE_LIST"] = IsList,
        ["FIXED_SIZE_LIST"] = IsList,
        ["STRUCT"] = t => !IsList(t) && t.StartsWith("STRUCT", StringComparison.Ordinal),
        ["MAP"] = t => !IsList(t) && t.StartsWith("MAP", StringComparison.Ordinal),
    };

    /// <summary>The type as the contract means it; null where it names none.</summary>
    public static string? Read(YamlMap property)
    {
        var (precision, scale) = (Digits(property, "precision"), Digits(property, "scale"));
        if (property.Text("physicalType") is not { } written)
            return null;
        var type = OtherNames.GetValueOrDefault(written.Trim(), written);
        if (precision is null && scale is null)
            return type;
        if (!Decimals.Contains(type.Trim(), StringComparer.OrdinalIgnoreCase))
            return Agrees(property, type, precision, scale);
        return precision is > 0 and <= 38 && (scale ?? 0) <= precision
            ? string.Create(CultureInfo.InvariantCulture, $"DECIMAL({precision},{scale ?? 0})")
            : throw property.Error(
                "customProperties",
                $"A decimal has a 'precision' from 1 to 38 and a 'scale' of at most that, not {Say(precision)} and {Say(scale)}"
            );
    }

    /// <summary>Whether the type names a kind of nested types alone, and if so whether the actual type is of it.</summary>
    public static bool? IsOfKind(string physical, string actual) =>
        Kinds.TryGetValue(physical.Trim(), out var isOf) ? isOf(actual) : null;

    // Beside DECIMAL(10,2) they say the same once more or something else; beside other types they are anybody's words.
    private static string Agrees(YamlMap property, string type, int? precision, int? scale)
    {
        var open = type.IndexOf('(', StringComparison.Ordinal);
        if (open < 0 || !Decimals.Contains(type[..open].Trim(), StringComparer.OrdinalIgnoreCase))
            return type;
        var digits = type[(open + 1)..].TrimEnd(')', ' ').Split(',', StringSplitOptions.TrimEntries);
        return
            (precision is null || digits[0] == Say(precision))
            && (scale is null || digits.ElementAtOrDefault(1) == Say(scale))
            ? type
            : throw property.Error(
                "physicalType",
                $"'physicalType' says {type}, 'customProperties' say a precision of {Say(precision)} and a scale of {Say(scale)}"
            );
    }

    private static int? Digits(YamlMap property, string name) =>
        property.Maps("customProperties").LastOrDefault(p => p.Text("property") == name)?.Integer("value");

    private static bool IsList(string type) => type.EndsWith(']');

    private static string Say(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "none";
}
