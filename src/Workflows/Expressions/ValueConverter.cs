using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Penstock.Core.Errors;

namespace Penstock.Workflows.Expressions;

/// <summary>Turns what a definition or a variable holds into what an input wants. Invariant culture throughout.</summary>
internal static class ValueConverter
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
    };

    /// <exception cref="UsageException">The value has no meaning as that type.</exception>
    public static object? Convert(object? value, Type target)
    {
        try
        {
            return ConvertCore(value, target);
        }
        catch (Exception e)
            when (e
                    is FormatException
                        or OverflowException
                        or InvalidCastException
                        or JsonException
                        or ArgumentException
                        or NotSupportedException
            )
        {
            var text = value?.ToString() ?? "null";
            throw new UsageException(
                $"The value cannot be read as {Definitions.TypeAliases.NameOf(target)}",
                text.Length > 80 ? text[..80] + "…" : text,
                "correct the value in the definition or on the command line",
                e
            );
        }
    }

    private static object? ConvertCore(object? value, Type target)
    {
        if (Nullable.GetUnderlyingType(target) is { } inner)
            return value is null or "" || value is JsonValue v && v.TryGetValue<string>(out var s) && s.Length == 0
                ? null
                : ConvertCore(value, inner);
        if (value is JsonElement element)
            value = JsonSerializer.SerializeToNode(element);
        if (value is JsonNode && target.IsInstanceOfType(value) && target != typeof(object))
            return value;
        if (value is JsonValue scalar)
            value = Unwrap(scalar);
        if (value is null)
            return target.IsValueType ? Activator.CreateInstance(target) : null;
        if (target.IsInstanceOfType(value))
            return value;
        return value switch
        {
            // Item by item: deserialised as objects, each item would be a document of its own.
            JsonArray array when ListConverter.ItemType(target) == typeof(object) => ListConverter.Convert(
                array,
                target,
                typeof(object)
            ),
            JsonNode node when target == typeof(string) => node.ToJsonString(),
            JsonNode node => node.Deserialize(target, Json),
            string text => TextConverter.Convert(text, target),
            _ when target == typeof(string) && value is IFormattable f => f.ToString(
                null,
                CultureInfo.InvariantCulture
            ),
            _ when target.IsEnum => Enum.ToObject(target, value),
            IConvertible when typeof(IConvertible).IsAssignableFrom(target) => System.Convert.ChangeType(
                value,
                target,
                CultureInfo.InvariantCulture
            ),
            IEnumerable items when ListConverter.ItemType(target) is { } item => ListConverter.Convert(
                items.Cast<object?>(),
                target,
                item
            ),
            _ => JsonSerializer.SerializeToNode(value, Json).Deserialize(target, Json),
        };
    }

    private static object? Unwrap(JsonValue scalar) =>
        scalar.GetValueKind() switch
        {
            JsonValueKind.String => scalar.GetValue<string>(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number => scalar.TryGetValue<int>(out var i) ? i
            : scalar.TryGetValue<long>(out var l) ? l
            : scalar.TryGetValue<decimal>(out var d) && d == Math.Truncate(d) ? d
            : System.Convert.ToDouble(scalar.ToString(), CultureInfo.InvariantCulture),
            _ => null,
        };
}
