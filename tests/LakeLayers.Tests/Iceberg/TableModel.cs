using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Core.Metadata;
using Penstock.Iceberg.Schemas;
using Penstock.LakeLayers.Iceberg.Files;

namespace Penstock.LakeLayers.Tests.Iceberg;

/// <summary>A plain table in memory: rows are values by field id, so that names and places of columns do not matter.</summary>
internal sealed class TableModel
{
    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The rows by their id.</summary>
    public SortedDictionary<long, Dictionary<int, object?>> Rows { get; } = [];

    /// <summary>The rows as JSON, as they read with a schema, in the order of their ids.</summary>
    public string[] Read(IcebergSchema schema) =>
        [.. Rows.Values.Select(r => Json(schema.Fields, r)!.ToJsonString(Plain))];

    /// <summary>A query that gives rows with the columns of a schema.</summary>
    public static string Query(IcebergSchema schema, IEnumerable<Dictionary<int, object?>> rows) =>
        string.Join(
            " UNION ALL ",
            rows.Select(r =>
                "SELECT "
                + string.Join(
                    ", ",
                    schema.Fields.Select(f =>
                        $"{Literal(f.Type, r.GetValueOrDefault(f.Id))} AS {Sql.Identifier(f.Name)}"
                    )
                )
            )
        );

    /// <summary>A value of a type.</summary>
    public static object? Value(IcebergType type, Random random) =>
        random.Next(5) == 0
            ? null
            : type switch
            {
                StructType s => s.Fields.ToDictionary(f => f.Id, f => Value(f.Type, random)),
                PrimitiveType { Name: "string" } => $"t{random.Next(1000).ToString(CultureInfo.InvariantCulture)}",
                PrimitiveType { Name: "long" } => random.NextInt64(-1L << 40, 1L << 40),
                _ => (long)random.Next(-1000, 1000),
            };

    private static string Literal(IcebergType type, object? value) =>
        (type, value) switch
        {
            (_, null) => $"NULL::{ColumnTypes.Sql(type)}",
            (StructType s, Dictionary<int, object?> fields) => "{"
                + string.Join(
                    ", ",
                    s.Fields.Select(f => $"{Sql.Literal(f.Name)}: {Literal(f.Type, fields.GetValueOrDefault(f.Id))}")
                )
                + "}",
            (_, string text) => Sql.Literal(text),
            _ => string.Create(CultureInfo.InvariantCulture, $"({value})::{ColumnTypes.Sql(type)}"),
        };

    private static JsonNode? Json(IReadOnlyList<NestedField> fields, Dictionary<int, object?>? values)
    {
        if (values is null)
            return null;
        var json = new JsonObject();
        foreach (var field in fields)
            json[field.Name] = (field.Type, values.GetValueOrDefault(field.Id)) switch
            {
                (StructType s, var inner) => Json(s.Fields, (Dictionary<int, object?>?)inner),
                (_, null) => null,
                (_, string text) => JsonValue.Create(text),
                (_, var number) => JsonValue.Create((long)number),
            };
        return json;
    }
}
