using System.Text.Json;
using System.Text.Json.Nodes;

namespace Penstock.Testing.Specification;

/// <summary>A small evaluator of JSON Schema: the words that the schemas of OpenLineage and of data contracts and the OpenAPI document of Iceberg's catalogue use.</summary>
/// <param name="documents">The documents by their ids; a reference without one leads to the document it is in.</param>
public sealed class SchemaEvaluator(IReadOnlyDictionary<string, JsonObject> documents)
{
    /// <summary>What is wrong with the value, one line a fault.</summary>
    /// <param name="value">The value.</param>
    /// <param name="reference">The schema: <c>id#/path/to/it</c>.</param>
    public IReadOnlyList<string> Faults(JsonNode? value, string reference)
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
        if (value is null && schema["nullable"]?.GetValue<bool>() == true)
            return;
        foreach (var choice in new[] { "oneOf", "anyOf" })
        {
            if (schema[choice] is JsonArray choices && choices.All(c => !Fits(value, c!.AsObject(), id)))
                faults.Add($"{at}: fits none of {choice}: {value?.ToJsonString()}");
        }
        if (schema["not"] is JsonObject not && Fits(value, not, id))
            faults.Add($"{at}: must not be like {not.ToJsonString()}");
        if (
            schema["if"] is JsonObject condition
            && schema[Fits(value, condition, id) ? "then" : "else"] is JsonObject consequence
        )
            Check(value, consequence, id, at, faults);
        foreach (var part in schema["allOf"]?.AsArray() ?? [])
            Check(value, part!.AsObject(), id, at, faults);
        if (schema["type"] is JsonValue type && !IsOfType(value, (string)type!))
            faults.Add($"{at}: not of type {type}");
        if (schema["const"] is { } constant && !JsonNode.DeepEquals(constant, value))
            faults.Add($"{at}: {value} is not {constant}");
        if (
            schema["pattern"] is JsonValue pattern
            && value is JsonValue text
            && !System.Text.RegularExpressions.Regex.IsMatch((string)text!, (string)pattern!)
        )
            faults.Add($"{at}: {value} is not like {pattern}");
        if (schema["enum"] is JsonArray values && !values.Any(v => JsonNode.DeepEquals(v, value)))
            faults.Add($"{at}: {value} is not allowed");
        if (
            schema["format"] is JsonValue format
            && value?.GetValueKind() == JsonValueKind.String
            && !HasFormat((string)value!, (string)format!)
        )
            faults.Add($"{at}: {value} is no {format}");
        if (schema["type"] is JsonArray types && !types.Any(t => IsOfType(value, (string)t!)))
            faults.Add($"{at}: not of a type of {types.ToJsonString()}");
        if (
            value is JsonArray list
            && (
                list.Count < (schema["minItems"]?.GetValue<int>() ?? 0)
                || list.Count > (schema["maxItems"]?.GetValue<int>() ?? int.MaxValue)
            )
        )
            faults.Add($"{at}: {list.Count} items");
        if (value is JsonArray items && schema["items"] is JsonObject item)
        {
            for (var i = 0; i < items.Count; i++)
                Check(items[i], item, id, $"{at}[{i}]", faults);
        }
        if (value is JsonObject members)
            CheckMembers(members, schema, id, at, faults);
    }

    private bool Fits(JsonNode? value, JsonObject schema, string id)
    {
        var faults = new List<string>();
        Check(value, schema, id, "$", faults);
        return faults.Count == 0;
    }

    private void CheckMembers(JsonObject members, JsonObject schema, string id, string at, List<string> faults)
    {
        foreach (var name in schema["required"]?.AsArray() ?? [])
        {
            if (!members.ContainsKey((string)name!))
                faults.Add($"{at}: {name} is missing");
        }
        foreach (var (name, member) in members)
        {
            if (schema["properties"]?[name] is JsonObject own)
                Check(member, own, id, $"{at}.{name}", faults);
            else if (schema["additionalProperties"] is JsonObject other)
                Check(member, other, id, $"{at}.{name}", faults);
            else if (schema["additionalProperties"] is JsonValue any && !any.GetValue<bool>())
                faults.Add($"{at}: {name} is not allowed");
            if (
                schema["unevaluatedProperties"] is JsonValue rest
                && !rest.GetValue<bool>()
                && !Knows(schema, id, members, name)
            )
                faults.Add($"{at}: {name} is not allowed");
        }
    }

    // Whether the schema, or one that applies with it, says something of the member.
    private bool Knows(JsonObject schema, string id, JsonObject members, string name)
    {
        if (schema["properties"]?[name] is not null)
            return true;
        if (
            schema["$ref"] is { } reference
            && Resolve((string)reference!, id) is var (target, targetId)
            && Knows(target, targetId, members, name)
        )
            return true;
        if ((schema["allOf"]?.AsArray() ?? []).Any(p => Knows(p!.AsObject(), id, members, name)))
            return true;
        if (
            new[] { "oneOf", "anyOf" }
                .SelectMany(c => schema[c]?.AsArray() ?? [])
                .Any(p => Fits(members, p!.AsObject(), id) && Knows(p!.AsObject(), id, members, name))
        )
            return true;
        return schema["if"] is JsonObject condition
            && schema[Fits(members, condition, id) ? "then" : "else"] is JsonObject then
            && Knows(then, id, members, name);
    }

    private (JsonObject Schema, string Id) Resolve(string reference, string from)
    {
        var parts = reference.Split('#');
        var id = parts[0].Length == 0 ? from : parts[0];
        var schema = documents[id];
        foreach (var step in parts[1].Split('/', StringSplitOptions.RemoveEmptyEntries))
            schema = schema[step]!.AsObject();
        return (schema, id);
    }

    private static bool IsOfType(JsonNode? value, string type) =>
        type switch
        {
            "object" => value is JsonObject,
            "array" => value is JsonArray,
            "string" => value?.GetValueKind() == JsonValueKind.String,
            "integer" or "number" => value?.GetValueKind() == JsonValueKind.Number,
            "boolean" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
            _ => throw new ArgumentException(type),
        };

    private static bool HasFormat(string value, string format) =>
        format switch
        {
            "uuid" => Guid.TryParseExact(value, "D", out _),
            "uri" => Uri.TryCreate(value, UriKind.Absolute, out _),
            "date-time" => DateTimeOffset.TryParse(value, out _) && value.Contains('T'),
            // Widths of numbers and the like.
            _ => true,
        };
}
