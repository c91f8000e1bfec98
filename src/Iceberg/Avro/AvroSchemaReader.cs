using System.Text.Json;
using System.Text.Json.Nodes;

namespace Penstock.Iceberg.Avro;

/// <summary>Reads an Avro schema's JSON.</summary>
internal sealed class AvroSchemaReader
{
    private const int MaxDepth = 32;

    private readonly Dictionary<string, AvroType> _named = [];

    /// <summary>Reads a schema.</summary>
    /// <exception cref="IcebergFormatException">It is none.</exception>
    public static AvroType Read(string json)
    {
        try
        {
            return new AvroSchemaReader().Type(JsonNode.Parse(json), 0);
        }
        catch (Exception e)
            when (e
                    is JsonException
                        or InvalidOperationException
                        or NullReferenceException
                        or FormatException
                        or ArgumentException
            )
        {
            throw new IcebergFormatException($"the schema of an Avro file is none: {e.Message}");
        }
    }

    private AvroType Type(JsonNode? node, int depth)
    {
        if (depth > MaxDepth)
            throw new IcebergFormatException("the schema of an Avro file is nested too deeply");
        switch (node)
        {
            case JsonArray branches:
                return new AvroUnion([.. branches.Select(b => Type(b, depth + 1))]);
            case JsonValue name:
                return Named(name.GetValue<string>());
            case JsonObject json when json["type"] is JsonValue kind:
                return Complex(json, kind.GetValue<string>(), depth);
            case JsonObject json:
                return Type(json["type"], depth + 1);
            default:
                throw new IcebergFormatException("the schema of an Avro file has a type that is none");
        }
    }

    private AvroType Complex(JsonObject json, string kind, int depth)
    {
        switch (kind)
        {
            case "record":
                var record = new AvroRecord();
                Remember(json, record);
                record.Fields =
                [
                    .. json["fields"]!
                        .AsArray()
                        .Select(f => new AvroField(
                            f!["name"]!.GetValue<string>(),
                            f["field-id"]?.GetValue<int>(),
                            Type(f["type"], depth + 1)
                        )),
                ];
                return record;
            case "array":
                return new AvroArray(Type(json["items"], depth + 1));
            case "map":
                return new AvroMap(Type(json["values"], depth + 1));
            case "fixed":
                return Remember(json, new AvroFixed(json["size"]!.GetValue<int>()));
            case "enum":
                return Remember(json, new AvroEnum([.. json["symbols"]!.AsArray().Select(s => s!.GetValue<string>())]));
            default:
                return Named(kind);
        }
    }

    private AvroType Remember(JsonObject json, AvroType type) => _named[json["name"]!.GetValue<string>()] = type;

    private AvroType Named(string name) =>
        AvroPrimitive.Names.Contains(name) ? new AvroPrimitive(name)
        : _named.TryGetValue(name, out var known) ? known
        : throw new IcebergFormatException($"the schema of an Avro file names an unknown type '{name}'");
}
