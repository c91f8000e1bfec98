using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Penstock.Workflows.Definitions;

/// <summary>
/// JSON with its keys in ordinal order and without white space: two documents that mean the same are the same text.
/// Numbers and strings keep their value; the order of arrays is meaning and is kept.
/// </summary>
public static class NormalizedJson
{
    private static readonly JsonWriterOptions Writer = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 512,
    };

    /// <summary>Compact JSON in the order of the document, with text as it is rather than escaped.</summary>
    internal static JsonSerializerOptions Compact { get; } =
        new()
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            MaxDepth = 512,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        };

    /// <summary>The normalised text.</summary>
    public static string Of(JsonNode? node)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Writer))
            Write(node, writer);
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>SHA-256 of the normalised text, lower-case hexadecimal.</summary>
    public static string Hash(JsonNode? node) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Of(node))));

    private static void Write(JsonNode? node, Utf8JsonWriter writer)
    {
        switch (node)
        {
            case JsonObject json:
                writer.WriteStartObject();
                foreach (var (name, value) in json.OrderBy(m => m.Key, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(name);
                    Write(value, writer);
                }
                writer.WriteEndObject();
                break;
            case JsonArray array:
                writer.WriteStartArray();
                foreach (var item in array)
                    Write(item, writer);
                writer.WriteEndArray();
                break;
            case null:
                writer.WriteNullValue();
                break;
            default:
                node.WriteTo(writer);
                break;
        }
    }
}
