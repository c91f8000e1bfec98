using System.Text.Json.Nodes;

namespace Penstock.Testing.Specification;

/// <summary>
/// The published OpenLineage schemas, when a folder <c>shared/data/specs/openlineage</c> lies beside the checkout; a small
/// evaluator of the JSON Schema words that they use.
/// </summary>
public sealed class PublishedSchemas
{
    private readonly Dictionary<string, JsonObject> _byId = [];

    private PublishedSchemas(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories))
        {
            var schema = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
            _byId[(string)schema["$id"]!] = schema;
        }
    }

    public static PublishedSchemas? Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var folder = Path.Combine(at.FullName, "shared", "data", "specs", "openlineage");
            if (Directory.Exists(folder)) return new PublishedSchemas(folder);
        }
        return null;
    }

    /// <summary>What is wrong with the value, one line a fault.</summary>
    public IReadOnlyList<string> Faults(JsonNode value, string reference)
    {
        var faults = new List<string>();
        var (schema, id) = Resolve(reference, "");
        Check(value, schema, id, "$", faults);
        return faults;
    }

    private void Check(JsonNode? value, JsonObject schema, string id, string at, List<string> faults)
    {
        if (schema["$ref"] is { } reference)
        {
            var (target, targetId) = Resolve((string)reference!, id);
            Check(value, target, targetId, at, faults);
        }
        foreach (var part in schema["allOf"]?.AsArray() ?? []) Check(value, part!.AsObject(), id, at, faults);
        if (schema["type"] is JsonValue type && !IsOfType(value, (string)type!)) faults.Add($"{at}: not of type {type}");
        if (schema["enum"] is JsonArray values && !values.Any(v => JsonNode.DeepEquals(v, value))) faults.Add($"{at}: {value} is not allowed");
        if (schema["format"] is JsonValue format && !HasFormat((string)value!, (string)format!)) faults.Add($"{at}: {value} is no {format}");
        if (value is JsonArray items && schema["items"] is JsonObject item)
        {
            for (var i = 0; i < items.Count; i++) Check(items[i], item, id, $"{at}[{i}]", faults);
        }
        if (value is JsonObject members) CheckMembers(members, schema, id, at, faults);
    }

    private void CheckMembers(JsonObject members, JsonObject schema, string id, string at, List<string> faults)
    {
        foreach (var name in schema["required"]?.AsArray() ?? [])
        {
            if (!members.ContainsKey((string)name!)) faults.Add($"{at}: {name} is missing");
        }
        foreach (var (name, member) in members)
        {
            if (schema["properties"]?[name] is JsonObject own) Check(member, own, id, $"{at}.{name}", faults);
            else if (schema["additionalProperties"] is JsonObject other) Check(member, other, id, $"{at}.{name}", faults);
        }
    }

    private (JsonObject Schema, string Id) Resolve(string reference, string from)
    {
        var parts = reference.Split('#');
        var id = parts[0].Length == 0 ? from : parts[0];
        var schema = _byId[id];
        foreach (var step in parts[1].Split('/', StringSplitOptions.RemoveEmptyEntries)) schema = schema[step]!.AsObject();
        return (schema, id);
    }

    private static bool IsOfType(JsonNode? value, string type) => type switch
    {
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => value?.GetValueKind() == System.Text.Json.JsonValueKind.String,
        "integer" or "number" => value?.GetValueKind() == System.Text.Json.JsonValueKind.Number,
        "boolean" => value?.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False,
        _ => throw new ArgumentException(type),
    };

    private static bool HasFormat(string value, string format) => format switch
    {
        "uuid" => Guid.TryParseExact(value, "D", out _),
        "uri" => Uri.TryCreate(value, UriKind.Absolute, out _),
        "date-time" => DateTimeOffset.TryParse(value, out _) && value.Contains('T'),
        _ => throw new ArgumentException(format),
    };
}
