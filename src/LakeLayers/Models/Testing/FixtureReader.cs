using System.Text;
using System.Text.Json.Nodes;
using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Models.Seeding;

namespace Penstock.LakeLayers.Models.Testing;

/// <summary>Reads the rows of a unit test in the formats that dbt has: <c>dict</c>, <c>csv</c> and <c>sql</c>.</summary>
internal static class FixtureReader
{
    /// <summary>The rows of an entry.</summary>
    /// <param name="map">An entry of <c>given:</c>, or <c>expect:</c>.</param>
    public static FixtureRows Read(YamlMap map)
    {
        if (map.Has("fixture"))
            throw map.Error("fixture", "Files of fixtures are not read here", "write the rows under rows:");
        return map.Text("format") switch
        {
            null or "dict" => new FixtureRows([.. map.Maps("rows").Select(Row)]),
            "csv" => Csv(map),
            "sql" => new FixtureRows([]) { Sql = map.Require("rows").TrimEnd().TrimEnd(';') },
            var other => throw map.Error("format", $"Unknown format '{other}' (known: dict, csv, sql)"),
        };
    }

    /// <summary>The rows that are expected: they are compared in the columns that all of them name.</summary>
    public static FixtureRows ReadExpected(YamlMap map)
    {
        var fixture = Read(map);
        foreach (var (row, at) in fixture.Rows.Zip(map.Text("format") is null or "dict" ? map.Maps("rows") : []))
        {
            if (!row.Select(c => c.Key).Order().SequenceEqual(fixture.Columns.Order()))
                throw at.Error(
                    row.First().Key,
                    $"A row names other columns than the others do ({string.Join(", ", fixture.Columns)})",
                    "name the same columns in each row; null is a value"
                );
        }
        return fixture;
    }

    private static JsonObject Row(YamlMap map)
    {
        var row = map.ToJson();
        foreach (var (name, value) in row)
        {
            if (value is JsonValue text && text.TryGetValue<string>(out var written) && IsTemplate(written))
                throw map.Error(name, "Templates in values of a unit test are not rendered", "write the value itself");
        }
        return row;
    }

    private static bool IsTemplate(string text) =>
        text.Contains("{{", StringComparison.Ordinal) || text.Contains("{%", StringComparison.Ordinal);

    private static FixtureRows Csv(YamlMap map)
    {
        using var text = new MemoryStream(Encoding.UTF8.GetBytes(map.Require("rows")));
        var reader = new CsvReader(text, ',', map.At(map.LineOf("rows")));
        List<string> columns = [];
        reader.Read(columns);
        if (columns.FirstOrDefault(c => c.Length == 0 || c != c.Trim()) is { } odd)
            throw map.Error("rows", $"'{odd}' is no name of a column", "take the blanks out of the first line");
        List<JsonObject> rows = [];
        for (List<string> values = []; reader.Read(values); )
        {
            if (values is [""])
                continue;
            if (values.Count != columns.Count)
                throw map.Error("rows", $"A row has {values.Count} values, and there are {columns.Count} columns");
            rows.Add(new JsonObject(columns.Zip(values, (c, v) => KeyValuePair.Create(c, Value(v)))));
        }
        return new FixtureRows(rows) { Columns = columns };
    }

    // Nothing between two commas is NULL, as in a seed.
    private static JsonNode? Value(string text) => text.Length == 0 ? null : JsonValue.Create(text);
}
