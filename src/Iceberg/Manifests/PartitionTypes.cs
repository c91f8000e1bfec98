using System.Globalization;
using System.Text.Json.Nodes;
using Penstock.Iceberg.Metadata;
using Penstock.Iceberg.Schemas;

namespace Penstock.Iceberg.Manifests;

/// <summary>The types of a partition's values, and how Avro has them.</summary>
internal static class PartitionTypes
{
    /// <summary>The type of each field's value. A column that is gone leaves a value that is only ever null.</summary>
    public static IEnumerable<(PartitionField Field, PrimitiveType Type)> Of(
        PartitionSpec spec,
        IReadOnlyList<IcebergSchema> schemas
    ) =>
        spec.Fields.Select(f =>
            (
                f,
                Result(
                    f.Transform,
                    schemas.Select(s => s.Find(f.SourceId)?.Type).FirstOrDefault(t => t is not null) as PrimitiveType
                )
            )
        );

    /// <summary>The Avro schema of a type.</summary>
    public static JsonNode Avro(PrimitiveType type, int id) =>
        type.Name switch
        {
            "boolean" or "int" or "long" or "float" or "double" or "string" => JsonValue.Create(type.Name),
            "binary" => JsonValue.Create("bytes"),
            "date" => Logical("int", "date"),
            "time" => Logical("long", "time-micros"),
            "timestamp" => Logical("long", "timestamp-micros", utc: false),
            "timestamptz" => Logical("long", "timestamp-micros", utc: true),
            "uuid" => Fixed($"uuid_{id}", 16, "uuid"),
            _ when type.Decimal is { } d => Decimal(d.Precision, d.Scale),
            _ => Fixed($"fixed_{id}", type.FixedLength!.Value),
        };

    /// <summary>The bytes that hold any decimal of a precision.</summary>
    public static int DecimalBytes(int precision)
    {
        var bytes = 1;
        while (
            (System.Numerics.BigInteger.One << (8 * bytes - 1)) - 1 < System.Numerics.BigInteger.Pow(10, precision) - 1
        )
            bytes++;
        return bytes;
    }

    private static PrimitiveType Result(string transform, PrimitiveType? source) =>
        transform switch
        {
            "year" or "month" or "hour" => new PrimitiveType("int"),
            "day" => new PrimitiveType("date"),
            _ when transform.StartsWith("bucket[", StringComparison.Ordinal) => new PrimitiveType("int"),
            _ => source ?? new PrimitiveType("int"),
        };

    private static JsonObject Logical(string type, string logical, bool? utc = null)
    {
        var json = new JsonObject { ["type"] = type, ["logicalType"] = logical };
        if (utc is { } adjusted)
            json["adjust-to-utc"] = adjusted;
        return json;
    }

    private static JsonObject Fixed(string name, int size, string? logical = null)
    {
        var json = new JsonObject
        {
            ["type"] = "fixed",
            ["name"] = name,
            ["size"] = size,
        };
        if (logical is not null)
            json["logicalType"] = logical;
        return json;
    }

    private static JsonObject Decimal(int precision, int scale)
    {
        var json = Fixed(
            string.Create(CultureInfo.InvariantCulture, $"decimal_{precision}_{scale}"),
            DecimalBytes(precision),
            "decimal"
        );
        json["precision"] = precision;
        json["scale"] = scale;
        return json;
    }
}
