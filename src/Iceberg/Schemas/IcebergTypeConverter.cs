using System.Text.Json;
using System.Text.Json.Serialization;

namespace Penstock.Iceberg.Schemas;

/// <summary>Types as the format's JSON has them: a text for a primitive, an object for a nested one.</summary>
internal sealed class IcebergTypeConverter : JsonConverter<IcebergType>
{
    public override IcebergType Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
            return PrimitiveType.Parse(reader.GetString()!);
        using var document = JsonDocument.ParseValue(ref reader);
        var json = document.RootElement;
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("type", out var kind))
            throw new IcebergFormatException("a type is neither a name nor an object with a type");
        return kind.GetString() switch
        {
            "struct" => new StructType(json.GetProperty("fields").Deserialize<List<NestedField>>(options)!),
            "list" => new ListType(
                json.GetProperty("element-id").GetInt32(),
                Nested(json, "element", options),
                json.GetProperty("element-required").GetBoolean()
            ),
            "map" => new MapType(
                json.GetProperty("key-id").GetInt32(),
                Nested(json, "key", options),
                json.GetProperty("value-id").GetInt32(),
                Nested(json, "value", options),
                json.GetProperty("value-required").GetBoolean()
            ),
            var other => throw new IcebergFormatException($"there is no nested type '{other}'"),
        };
    }

    public override void Write(Utf8JsonWriter writer, IcebergType value, JsonSerializerOptions options)
    {
        if (value is PrimitiveType primitive)
        {
            writer.WriteStringValue(primitive.Name);
            return;
        }
        writer.WriteStartObject();
        switch (value)
        {
            case StructType type:
                writer.WriteString("type", "struct");
                Write(writer, "fields", type.Fields, options);
                break;
            case ListType type:
                writer.WriteString("type", "list");
                writer.WriteNumber("element-id", type.ElementId);
                Write(writer, "element", type.Element, options);
                writer.WriteBoolean("element-required", type.ElementRequired);
                break;
            case MapType type:
                writer.WriteString("type", "map");
                writer.WriteNumber("key-id", type.KeyId);
                Write(writer, "key", type.Key, options);
                writer.WriteNumber("value-id", type.ValueId);
                Write(writer, "value", type.Value, options);
                writer.WriteBoolean("value-required", type.ValueRequired);
                break;
        }
        writer.WriteEndObject();
    }

    private static IcebergType Nested(JsonElement json, string name, JsonSerializerOptions options) =>
        json.GetProperty(name).Deserialize<IcebergType>(options)!;

    private static void Write<T>(Utf8JsonWriter writer, string name, T value, JsonSerializerOptions options)
    {
        writer.WritePropertyName(name);
        JsonSerializer.Serialize(writer, value, options);
    }
}
