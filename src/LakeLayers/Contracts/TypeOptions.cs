using System.Globalization;
using Penstock.Core.Metadata;

namespace Penstock.LakeLayers.Contracts;

/// <summary>
/// <c>logicalTypeOptions</c>: what each asks of a value, and of which logical types it is one. Options without a check say how
/// a value is written where it is text, or name the zone of a time that has none: a column with a type has neither.
/// </summary>
internal static class TypeOptions
{
    private static readonly string[] Times = ["format", "timezone", "defaultTimezone"];
    private static readonly string[] Range = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"];

    /// <summary>The options of each logical type.</summary>
    public static IReadOnlyDictionary<string, string[]> Known { get; } =
        new Dictionary<string, string[]>(StringComparer.Ordinal)
        {
            ["string"] = ["minLength", "maxLength", "pattern", "format"],
            ["date"] = ["format", .. Range],
            ["timestamp"] = [.. Times, .. Range],
            ["time"] = [.. Times, .. Range],
            ["integer"] = ["multipleOf", "format", .. Range],
            ["number"] = ["multipleOf", "format", .. Range],
            ["object"] = ["maxProperties", "minProperties", "required"],
            ["array"] = ["maxItems", "minItems", "uniqueItems"],
            ["boolean"] = [],
        };

    private static readonly Dictionary<string, (string Says, string Operator)> Bounds = new(StringComparer.Ordinal)
    {
        ["minimum"] = ("must be at least", "<"),
        ["exclusiveMinimum"] = ("must be greater than", "<="),
        ["maximum"] = ("must be at most", ">"),
        ["exclusiveMaximum"] = ("must be less than", ">="),
    };

    private static readonly Dictionary<string, (string Says, string Operator)> Counts = new(StringComparer.Ordinal)
    {
        ["minLength"] = ("must have at least this many characters:", "<"),
        ["maxLength"] = ("must have at most this many characters:", ">"),
        ["minItems"] = ("must have at least this many items:", "<"),
        ["maxItems"] = ("must have at most this many items:", ">"),
        ["minProperties"] = ("must have at least this many properties:", "<"),
        ["maxProperties"] = ("must have at most this many properties:", ">"),
    };

    /// <summary>One check that an option asks for.</summary>
    public sealed record Check(string Key, string Says, ValueCondition Breaks, IReadOnlyList<string> Values);

    /// <summary>Reads the options of a column or of something inside it.</summary>
    public static IEnumerable<Check> Read(YamlMap map, string? logicalType)
    {
        if (map.Map("logicalTypeOptions") is not { } options)
            return [];
        options.Allow(logicalType is null ? [.. Known.Values.SelectMany(k => k).Distinct()] : Known[logicalType]);
        return options.Keys.SelectMany(key => Of(options, key, logicalType)).ToList();
    }

    private static IEnumerable<Check> Of(YamlMap options, string key, string? logicalType)
    {
        if (Bounds.TryGetValue(key, out var bound))
        {
            var value = options.Scalar(key);
            if (logicalType is "integer" or "number" && !value.IsNumber)
                throw options.Error(key, $"'{key}' must be a number, not '{value.Value}'");
            yield return new(
                key,
                $"{bound.Says} {value.Value}",
                (v, type) => $"{v} {bound.Operator} {value.ToSql(type)}",
                [value.Value]
            );
        }
        else if (Counts.TryGetValue(key, out var count))
        {
            if (options.Integer(key) is not (>= 0 and var number))
                throw options.Error(key, $"'{key}' must be a whole number of 0 or more");
            yield return new(
                key,
                string.Create(CultureInfo.InvariantCulture, $"{count.Says} {number}"),
                (v, type) =>
                    string.Create(CultureInfo.InvariantCulture, $"{Size(key, v, type)} {count.Operator} {number}"),
                [number.ToString(CultureInfo.InvariantCulture)]
            );
        }
        else if (Other(options, key, logicalType) is { } check)
            yield return check;
    }

    private static Check? Other(YamlMap options, string key, string? logicalType)
    {
        switch (key)
        {
            case "multipleOf":
                var step = options.Scalar(key);
                var breaks =
                    MultipleOf.Of(step)
                    ?? throw options.Error(
                        key,
                        $"'multipleOf' must be a number greater than 0 of at most 18 digits, not '{step.Value}'"
                    );
                return new(key, $"must be a multiple of {step.Value}", breaks, [step.Value]);
            case "pattern":
                var pattern = options.Text(key)!;
                return new(
                    key,
                    $"must match {pattern}",
                    (v, _) => $"NOT regexp_matches({v}, {Sql.Literal(pattern)})",
                    [pattern]
                );
            case "uniqueItems" when options.Flag(key):
                return new(key, "must not have the same item twice", (v, _) => Repeats(v), ["true"]);
            case "required":
                var names = options.Scalars(key).Select(s => s.Value).ToList();
                return new(
                    key,
                    $"must have the properties {string.Join(", ", names)}",
                    (v, type) =>
                        names.Count == 0
                            ? "false"
                            : string.Join(
                                " OR ",
                                names.Select(n => $"({v} IS NOT NULL AND {Property(v, type, n)} IS NULL)")
                            ),
                    names
                );
            case "format":
                return Format(options, logicalType);
            case "timezone":
                _ = options.Flag(key); // It is the column's type that is held against it.
                return null;
            default:
                return null;
        }
    }

    private static Check? Format(YamlMap options, string? logicalType)
    {
        var format = options.Text("format") ?? "";
        if (logicalType is "date" or "timestamp" or "time")
            return null; // How a value is written; a column of such a type has no text.
        IReadOnlyCollection<string> known = logicalType switch
        {
            "integer" => [.. NumberFormats.Integers],
            "number" => [.. NumberFormats.Floats],
            "string" => TextFormats.Names,
            _ => [.. TextFormats.Names, .. NumberFormats.Integers, .. NumberFormats.Floats],
        };
        if (!known.Contains(format))
            throw options.Error(
                "format",
                $"Unknown format '{format}' (known here: {string.Join(", ", known)}); a 'pattern' says what a text looks like"
            );
        var breaks = TextFormats.Names.Contains(format) ? TextFormats.Breaks(format) : NumberFormats.Breaks(format);
        return breaks is null ? null : new("format", $"must be of the format {format}", breaks, [format]);
    }

    private static string Size(string key, string value, string type) =>
        key switch
        {
            "minLength" or "maxLength" => $"length({value}::VARCHAR)",
            "minItems" or "maxItems" => $"len({value})",
            _ when type.StartsWith("MAP", StringComparison.Ordinal) => $"cardinality({value})",
            // Of a struct the fields that have a value: one that is NULL is one that the object does not have.
            _ =>
                $"CASE WHEN {value} IS NOT NULL THEN {string.Join(
                " + ",
                NestedTypes.FieldsOf(type).Select(f => $"({Property(value, type, f.Name)} IS NOT NULL)::INTEGER").DefaultIfEmpty("0")
            )} END",
        };

    /// <summary>SQL for a property of an object.</summary>
    public static string Property(string value, string type, string name) =>
        type.StartsWith("MAP", StringComparison.Ordinal) ? $"map_extract_value({value}, {Sql.Literal(name)})"
        : NestedTypes.FieldOf(type, name) is null ? "NULL"
        : $"struct_extract({value}, {Sql.Literal(name)})";

    /// <summary>The type of a property of an object; null where it has none of that name.</summary>
    public static string? TypeOfProperty(string type, string name) =>
        NestedTypes.MapOf(type)?.Value ?? NestedTypes.FieldOf(type, name);

    // list_distinct leaves NULL out, of which one may be there.
    private static string Repeats(string value) =>
        $"len({value}) - len(list_distinct({value})) > (list_count({value}) < len({value}))::INTEGER";
}
