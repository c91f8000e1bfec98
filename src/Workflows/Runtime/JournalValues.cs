using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Workflows.Activities;
using Penstock.Workflows.Expressions;

namespace Penstock.Workflows.Runtime;

/// <summary>
/// Values as the journal keeps them: JSON, without secrets, long texts cut. The journal is read by people; data does not belong
/// in it.
/// </summary>
internal static class JournalValues
{
    private const int LongestText = 16_384;

    public static JsonObject Inputs(ActivityExecutionContext context)
    {
        var state = new JsonObject();
        foreach (var input in context.ActivityDescriptor.Inputs)
        {
            if (context.Log is { } log && log.Inputs.Contains(input.Name))
                continue;
            var value = input.ValueOf(context.Activity);
            if (value is Input wrapped && !context.InputValues.TryGetValue(wrapped, out value))
                continue;
            state[input.Name] = Node(input.Name, value, input.IsSensitive);
        }
        return state;
    }

    public static JsonObject Outputs(ActivityExecutionContext context, IReadOnlyDictionary<string, object?> outputs)
    {
        var state = new JsonObject();
        foreach (var (name, value) in outputs.Where(o => context.Log is not { } log || !log.Outputs.Contains(o.Key)))
            state[name] = Node(
                name,
                value,
                context.ActivityDescriptor.Outputs.Any(o => o.Name == name && o.IsSensitive)
            );
        return state;
    }

    public static JsonNode? Node(string name, object? value, bool isSensitive = false)
    {
        if (value is null)
            return null;
        if (isSensitive || (value is string && Secrets.IsSecretName(name)))
            return Secrets.Masked;
        try
        {
            return Clean(JsonSerializer.SerializeToNode(value, ValueConverter.Json));
        }
        catch (Exception e) when (e is NotSupportedException or JsonException or InvalidOperationException)
        {
            return Cut(value.ToString() ?? "");
        }
    }

    private static JsonNode? Clean(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject json:
                foreach (var (name, value) in json.ToList())
                    json[name] =
                        Secrets.IsSecretName(name) && value?.GetValueKind() == JsonValueKind.String
                            ? Secrets.Masked
                            : Clean(value?.DeepClone());
                return json;
            case JsonArray array:
                return new JsonArray([.. array.Take(1_000).Select(item => Clean(item?.DeepClone()))]);
            case JsonValue value when value.TryGetValue<string>(out var text):
                return Cut(text);
            default:
                return node;
        }
    }

    private static JsonValue Cut(string text)
    {
        // PostgreSQL's jsonb has no NUL character.
        text = Secrets.Mask(text).Replace("\0", "\uFFFD", StringComparison.Ordinal);
        return JsonValue.Create(text.Length <= LongestText ? text : string.Concat(text.AsSpan(0, LongestText), "…"))!;
    }
}
