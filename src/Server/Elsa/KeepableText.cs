using System.Text.Json;
using System.Text.Json.Serialization;

namespace Penstock.Server.Elsa;

/// <summary>Texts of requests; one with U+0000, which no field can keep, is refused.</summary>
internal sealed class KeepableText : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString() is { } text && text.Contains('\0', StringComparison.Ordinal)
            ? throw new JsonException("A text holds the character U+0000, which no field can keep.")
            : reader.GetString();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);

    // As keys of objects texts go as they always do.
    public override string ReadAsPropertyName(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    ) => reader.GetString()!;

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value);
}
