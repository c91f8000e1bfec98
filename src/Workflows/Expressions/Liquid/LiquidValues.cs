using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fluid.Values;
using Penstock.Core.Errors;

namespace Penstock.Workflows.Expressions.Liquid;

/// <summary>
/// Values as templates see them, and back to JSON. Objects are their JSON, so that a template reaches members and nothing else of
/// .NET; a member is found by its name, else in whatever letter case.
/// </summary>
internal static class LiquidValues
{
    public static FluidValue Of(object? value) =>
        value switch
        {
            null => NilValue.Instance,
            string text => StringValue.Create(text),
            byte[] bytes => StringValue.Create(Convert.ToBase64String(bytes)),
            DateTimeOffset date => new DateTimeValue(date),
            DateTime date => new DateTimeValue(date),
            Stream => NilValue.Instance,
            _ => Of(ToJson(value)),
        };

    /// <summary>The value as JSON; null is JSON's.</summary>
    public static JsonNode? ToJson(FluidValue value) =>
        value switch
        {
            NilValue => null,
            BooleanValue => value.ToBooleanValue(),
            NumberValue => value.ToNumberValue(),
            DateTimeValue => value.ToObjectValue() is DateTimeOffset date
                ? date.ToString("O", CultureInfo.InvariantCulture)
                : value.ToStringValue(),
            ArrayValue array => new JsonArray([.. array.Values.Select(ToJson)]),
            DictionaryValue when value.ToObjectValue() is JsonMembers members => members.Json.DeepClone(),
            _ => value.ToStringValue(),
        };

    private static JsonNode? ToJson(object value)
    {
        try
        {
            return JsonSerializer.SerializeToNode(value, ValueConverter.Json);
        }
        catch (Exception e) when (e is NotSupportedException or JsonException or InvalidOperationException)
        {
            throw new UsageException(
                $"A value of type {value.GetType().Name} cannot be given to a template",
                null,
                "refer to one of its members in another way, or store text",
                e
            );
        }
    }

    private static FluidValue Of(JsonNode? node) =>
        node switch
        {
            null => NilValue.Instance,
            JsonObject members => new DictionaryValue(new JsonMembers(members)),
            JsonArray items => new ArrayValue([.. items.Select(Of)]),
            _ => node.GetValueKind() switch
            {
                JsonValueKind.True => BooleanValue.True,
                JsonValueKind.False => BooleanValue.False,
                JsonValueKind.Number => Number(node),
                _ => StringValue.Create(node.ToString()),
            },
        };

    // Numbers of templates are decimals: what does not fit is text, with all its digits.
    private static FluidValue Number(JsonNode node) =>
        decimal.TryParse(node.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? NumberValue.Create(number)
            : StringValue.Create(node.ToJsonString());

    private sealed class JsonMembers(JsonObject json) : IFluidIndexable
    {
        public JsonObject Json => json;

        public int Count => json.Count;

        public IEnumerable<string> Keys => json.Select(m => m.Key);

        public bool TryGetValue(string name, out FluidValue value)
        {
            var found = json.TryGetPropertyValue(name, out var node);
            if (
                !found
                && json.FirstOrDefault(m => m.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
                    is { Key: not null } other
            )
                (found, node) = (true, other.Value);
            value = found ? Of(node) : NilValue.Instance;
            return found;
        }
    }
}
