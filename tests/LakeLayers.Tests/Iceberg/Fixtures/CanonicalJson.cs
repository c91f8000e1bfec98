using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Penstock.LakeLayers.Tests.Iceberg.Fixtures;

/// <summary>Values in the form in which the fixtures' rows can be compared: the encoding that their README describes, numbers without regard to how they are written.</summary>
internal static class CanonicalJson
{
    private const long Exact = 1L << 53;

    public static string Of(JsonNode? node) =>
        node switch
        {
            null => "null",
            JsonArray array => $"[{string.Join(",", array.Select(Of))}]",
            JsonObject record => $"{{{string.Join(",", record.Select(p => $"{Text(p.Key)}:{Of(p.Value)}"))}}}",
            _ when node.GetValueKind() == JsonValueKind.Number => Number(node.ToJsonString()),
            _ when node.GetValueKind() == JsonValueKind.String => Text(node.GetValue<string>()),
            _ => node.ToJsonString(),
        };

    /// <summary>A row as the session gives it.</summary>
    public static string Of(object?[] row) => $"[{string.Join(",", row.Select(Of))}]";

    private static string Of(object? value) =>
        value switch
        {
            null => "null",
            bool b => b ? "true" : "false",
            long n when Math.Abs((decimal)n) > Exact => Text(n.ToString(CultureInfo.InvariantCulture)),
            float f => Of((object)(double)f),
            double d when double.IsFinite(d) => d.ToString("R", CultureInfo.InvariantCulture),
            double d => Text(
                double.IsNaN(d) ? "NaN"
                : d > 0 ? "Infinity"
                : "-Infinity"
            ),
            decimal m => Text(m.ToString(CultureInfo.InvariantCulture)),
            string s => Text(s),
            Guid g => Text(g.ToString()),
            byte[] b => Text(Convert.ToHexStringLower(b)),
            DateOnly d => Text(d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            TimeOnly t => Text(t.ToString("HH:mm:ss", CultureInfo.InvariantCulture) + Fraction(t.Ticks)),
            DateTimeOffset t => Text(Seconds(t.UtcDateTime) + "Z"),
            DateTime t => Text(Seconds(t) + (t.Kind == DateTimeKind.Utc ? "Z" : "")),
            Dictionary<string, object?> record =>
                $"{{{string.Join(",", record.Select(p => $"{Text(p.Key)}:{Of(p.Value)}"))}}}",
            List<KeyValuePair<object, object?>> map =>
                $"[{string.Join(",", map.Select(p => $"[{Of(p.Key)},{Of(p.Value)}]").Order(StringComparer.Ordinal))}]",
            List<object?> list => $"[{string.Join(",", list.Select(Of))}]",
            IFormattable n => n.ToString(null, CultureInfo.InvariantCulture),
            _ => throw new NotSupportedException(value.GetType().Name),
        };

    private static string Seconds(DateTime time) =>
        time.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) + Fraction(time.Ticks);

    private static string Fraction(long ticks) =>
        ticks % TimeSpan.TicksPerSecond is var rest and not 0
            ? string.Create(CultureInfo.InvariantCulture, $".{rest / 10:D6}")
            : "";

    private static string Number(string text) =>
        text.AsSpan().ContainsAny('.', 'e', 'E')
            ? double.Parse(text, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture)
            : text;

    private static string Text(string text) => JsonSerializer.Serialize(text);
}
