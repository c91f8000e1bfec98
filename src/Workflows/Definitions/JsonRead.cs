using System.Text.Json;
using System.Text.Json.Nodes;

namespace Penstock.Workflows.Definitions;

/// <summary>Lenient reads: files in the wild leave members out, write null, or write a number as text.</summary>
internal static class JsonRead
{
    public static string? Text(this JsonObject json, string name) =>
        json[name] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;

    public static int? Whole(this JsonObject json, string name) =>
        json[name] is not JsonValue value ? null
        : value.TryGetValue<int>(out var number) ? number
        : value.TryGetValue<string>(out var text) && int.TryParse(text, out var parsed) ? parsed
        : null;

    public static bool Flag(this JsonObject json, string name) =>
        json[name] is JsonValue value
        && (
            value.GetValueKind() == JsonValueKind.True
            || (value.TryGetValue<string>(out var text) && bool.TryParse(text, out var parsed) && parsed)
        );

    public static JsonObject? Object(this JsonObject json, string name) => json[name] as JsonObject;

    public static IEnumerable<JsonObject> Objects(this JsonObject json, string name) =>
        json[name] is JsonArray array ? array.OfType<JsonObject>() : [];
}
