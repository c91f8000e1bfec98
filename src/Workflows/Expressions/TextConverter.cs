using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Penstock.Workflows.Expressions;

/// <summary>Reads text as a value of another type.</summary>
internal static class TextConverter
{
    public static object? Convert(string text, Type target)
    {
        var trimmed = text.Trim();
        if (target.IsEnum)
            return Enum.Parse(target, trimmed, ignoreCase: true);
        if (target == typeof(TimeSpan))
            return TimeSpan.Parse(trimmed, CultureInfo.InvariantCulture);
        if (target == typeof(DateTimeOffset))
            return DateTimeOffset.Parse(trimmed, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        if (target == typeof(DateTime))
            return DateTime.Parse(trimmed, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
        if (target == typeof(byte[]))
            return System.Convert.FromBase64String(trimmed);
        if (target == typeof(Uri))
            return new Uri(trimmed, UriKind.RelativeOrAbsolute);
        if (typeof(JsonNode).IsAssignableFrom(target) || target == typeof(JsonElement))
            return JsonSerializer.Deserialize(trimmed, target);
        if (typeof(IConvertible).IsAssignableFrom(target))
            return Number(trimmed, target);
        if (ListConverter.ItemType(target) is { } item && !trimmed.StartsWith('[') && !trimmed.StartsWith('{'))
            return ListConverter.Convert(Lines(text), target, item);
        if (trimmed.StartsWith('[') || trimmed.StartsWith('{'))
            return JsonSerializer.Deserialize(trimmed, target, ValueConverter.Json);
        return TypeDescriptor.GetConverter(target) is { } converter && converter.CanConvertFrom(typeof(string))
            ? converter.ConvertFromInvariantString(trimmed)
            : throw new FormatException();
    }

    // Emptied editors leave an empty text where a number or a check box was.
    private static object? Number(string text, Type target) =>
        text.Length == 0
            ? Activator.CreateInstance(target)
            : System.Convert.ChangeType(text, target, CultureInfo.InvariantCulture);

    // A multi-line editor holds one item a line. Commas do not separate: they occur in globs such as *.{csv,json}.
    private static string[] Lines(string text) =>
        text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
