using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Penstock.Core.Errors;
using Penstock.Lineage.Datasets;
using static Penstock.Core.Metadata.Sql;

namespace Penstock.LakeLayers.Models.Testing;

/// <summary>The rows of a unit test as a query.</summary>
internal static partial class FixtureSql
{
    /// <summary>In the table's columns where it is known, else in those that are given, whose types their values tell.</summary>
    /// <exception cref="UsageException">The table has no such column, or nothing tells which there are.</exception>
    public static string Of(FixtureRows fixture, IReadOnlyList<FieldSchema>? schema, UnitTest test)
    {
        if (fixture.Sql is { } query)
            return query;
        var columns = schema ?? [.. fixture.Columns.Select(n => new FieldSchema(n, Guess(fixture.Rows, n)))];
        if (columns.Count == 0)
            throw new UsageException(
                "Nothing tells the columns of rows that are not there",
                test.At,
                "give a row, or build the table first"
            );
        if (fixture.Columns.FirstOrDefault(n => !columns.Any(c => Same(c.Name, n))) is { } unknown)
            throw new UsageException(
                $"There is no column '{unknown}' (there are: {string.Join(", ", columns.Select(c => c.Name))})",
                test.At,
                "mend the test"
            );
        var selects = fixture.Rows.Select(r =>
            $"SELECT {string.Join(", ", columns.Select(c => $"{Value(Find(r, c.Name), c.Type)} AS {Identifier(c.Name)}"))}"
        );
        return fixture.Rows.Count > 0
            ? string.Join(" UNION ALL ", selects)
            : $"SELECT {string.Join(", ", columns.Select(c => $"NULL::{c.Type} AS {Identifier(c.Name)}"))} WHERE false";
    }

    // What is not known is what the values look like: dates and times of ISO 8601, whole numbers, numbers, else text.
    private static string Guess(IReadOnlyList<JsonObject> rows, string column)
    {
        var values = rows.Select(r => Find(r, column)).OfType<JsonNode>().ToList();
        if (values.Count == 0)
            return "VARCHAR";
        var kinds = values.Select(v => v.GetValueKind()).ToHashSet();
        if (kinds.IsSubsetOf([JsonValueKind.True, JsonValueKind.False]))
            return "BOOLEAN";
        if (kinds.SetEquals([JsonValueKind.Number]))
            return values.TrueForAll(v => v.ToJsonString().All(c => char.IsAsciiDigit(c) || c == '-'))
                ? "BIGINT"
                : "DOUBLE";
        if (!kinds.SetEquals([JsonValueKind.String]))
            return "JSON";
        return values.TrueForAll(v => Date().IsMatch(v.GetValue<string>())) ? "DATE"
            : values.TrueForAll(v => Time().IsMatch(v.GetValue<string>())) ? "TIMESTAMP"
            : "VARCHAR";
    }

    private static JsonNode? Find(JsonObject row, string column) =>
        row.TryGetPropertyValue(column, out var value) ? value : row.FirstOrDefault(c => Same(c.Key, column)).Value;

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static string Value(JsonNode? value, string type)
    {
        var literal = value switch
        {
            null => "NULL",
            JsonObject or JsonArray => $"{Literal(value.ToJsonString())}::JSON",
            JsonValue plain when plain.GetValueKind() == JsonValueKind.String => Literal(plain.GetValue<string>()),
            _ => string.Create(CultureInfo.InvariantCulture, $"{value.ToJsonString()}"),
        };
        return $"{literal}::{type}";
    }

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}$")]
    private static partial Regex Date();

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$")]
    private static partial Regex Time();
}
