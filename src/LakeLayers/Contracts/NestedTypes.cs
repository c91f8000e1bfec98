using System.Text.RegularExpressions;

namespace Penstock.LakeLayers.Contracts;

/// <summary>Reads what is inside a nested type of DuckDB, for instance <c>STRUCT("a" INTEGER, "b" VARCHAR[])</c>.</summary>
internal static partial class NestedTypes
{
    /// <summary>The type of a list's or array's items; null where the type is neither.</summary>
    public static string? ItemOf(string type) =>
        ListEnd().Match(type) is { Success: true } end ? type[..end.Index] : null;

    /// <summary>The type of a struct's field, whatever the case of its name; null where there is none.</summary>
    public static string? FieldOf(string type, string name) =>
        FieldsOf(type).FirstOrDefault(f => string.Equals(f.Name, name, StringComparison.OrdinalIgnoreCase)).Type;

    /// <summary>The fields of a struct; empty where the type is none.</summary>
    public static IReadOnlyList<(string Name, string Type)> FieldsOf(string type)
    {
        if (ItemOf(type) is not null || !type.StartsWith("STRUCT(", StringComparison.Ordinal))
            return [];
        return [.. Parts(type["STRUCT(".Length..^1]).Select(Field)];
    }

    /// <summary>The types of a map's keys and values; null where the type is none.</summary>
    public static (string Key, string Value)? MapOf(string type) =>
        ItemOf(type) is null && type.StartsWith("MAP(", StringComparison.Ordinal)
            ? Parts(type["MAP(".Length..^1]).ToList() is [var key, var value]
                ? (key, value)
                : null
            : null;

    private static (string Name, string Type) Field(string part)
    {
        if (!part.StartsWith('"'))
        {
            var blank = part.IndexOf(' ', StringComparison.Ordinal);
            return (part[..blank], part[(blank + 1)..]);
        }
        var end = 1;
        while (part[end] != '"' || (end + 1 < part.Length && part[end + 1] == '"'))
            end += part[end] == '"' ? 2 : 1;
        return (part[1..end].Replace("\"\"", "\"", StringComparison.Ordinal), part[(end + 1)..].TrimStart());
    }

    // Commas inside brackets and quotes divide nothing.
    private static IEnumerable<string> Parts(string text)
    {
        var (depth, start, quote) = (0, 0, '\0');
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote != '\0')
                quote = c == quote ? '\0' : quote;
            else if (c is '"' or '\'')
                quote = c;
            else if (c is '(')
                depth++;
            else if (c is ')')
                depth--;
            else if (c == ',' && depth == 0)
            {
                yield return text[start..i].Trim();
                start = i + 1;
            }
        }
        yield return text[start..].Trim();
    }

    [GeneratedRegex(@"\[\d*\]$")]
    private static partial Regex ListEnd();
}
