using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Penstock.LakeLayers.Raw;

/// <summary>
/// The kinds of values, and of the objects that stand for values which JSON lacks (MongoDB Extended JSON v2, relaxed and
/// canonical).
/// An object is one of those when it has their one key; what does not hold such a value then is refused, not taken for a
/// plain object.
/// </summary>
internal static partial class ExtendedJson
{
    /// <summary>Whole numbers beyond it are not all a double.</summary>
    private const long ExactInDouble = 1L << 53;

    private const int DoubleDigits = 17;

    /// <summary>The first and the last moment that are taken, in milliseconds since 1970: the years 1 to 9999, which all
    /// readers of tables know.</summary>
    public const long FirstMoment = -62_135_596_800_000,
        LastMoment = 253_402_300_799_999;

    /// <summary>The kind of a value as <see cref="FieldShape"/> names it.</summary>
    /// <exception cref="DocumentFault">The value is out of range or is not what its key says.</exception>
    public static string KindOf(JsonElement value, string path) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => OfObject(value, path),
            JsonValueKind.Array => "array",
            JsonValueKind.String => "string",
            JsonValueKind.True or JsonValueKind.False => "bool",
            JsonValueKind.Number => OfNumber(JsonMarshal.GetRawUtf8Value(value)),
            _ => "null",
        };

    /// <summary>The moment of a <c>$date</c>, as ISO 8601 text in UTC.</summary>
    public static string Moment(JsonElement wrapper, string path)
    {
        var value = wrapper.GetProperty("$date"u8);
        if (value.ValueKind == JsonValueKind.String)
        {
            // DateTimeOffset has seven digits of a second, the table six; what has more is refused by its format.
            var text = value.GetString()!;
            if (
                IsoDate().IsMatch(text)
                && DateTimeOffset.TryParse(
                    text,
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                    out var moment
                )
            )
                return moment.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
            throw new DocumentFault("$date holds no date that a timestamp holds", path);
        }
        if (value.ValueKind == JsonValueKind.Object && Only(value) is { } inner && inner.NameEquals("$numberLong"u8))
            value = inner.Value;
        var digits = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        if (!long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds))
            throw new DocumentFault("$date holds no date", path);
        if (milliseconds is < FirstMoment or > LastMoment)
            throw new DocumentFault("a date is out of range (years 1 to 9999)", path);
        return DateTimeOffset
            .FromUnixTimeMilliseconds(milliseconds)
            .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
    }

    /// <summary>The one value that an object of one key stands for.</summary>
    public static JsonElement Inner(JsonElement wrapper) => Only(wrapper)!.Value.Value;

    private static string OfObject(JsonElement value, string path)
    {
        var fields = value.GetPropertyCount();
        if (fields == 2 && value.TryGetProperty("$code"u8, out _) && value.TryGetProperty("$scope"u8, out _))
            return "javascript";
        if (fields != 1 || Only(value) is not { } only || only.Name is not ['$', ..])
            return "object";
        var inner = only.Value;
        switch (only.Name)
        {
            case "$oid":
                return inner.ValueKind == JsonValueKind.String ? "objectId" : throw Unlike(only, path);
            case "$symbol":
                return inner.ValueKind == JsonValueKind.String ? "symbol" : throw Unlike(only, path);
            case "$date":
                Moment(value, path);
                return "date";
            case "$numberDecimal":
                return inner.ValueKind != JsonValueKind.String || !DecimalNumber().IsMatch(inner.GetString()!)
                        ? throw Unlike(only, path)
                    : ShortDecimal().IsMatch(inner.GetString()!) ? "decimal"
                    : "longDecimal";
            case "$numberInt" or "$numberLong":
                return
                    inner.ValueKind == JsonValueKind.String
                    && long.TryParse(
                        inner.GetString(),
                        NumberStyles.AllowLeadingSign,
                        CultureInfo.InvariantCulture,
                        out var whole
                    )
                    ? OfWhole(whole)
                    : throw Unlike(only, path);
            case "$numberDouble":
                return inner.ValueKind == JsonValueKind.String
                    ? OfDouble(inner.GetString()!, only, path)
                    : throw Unlike(only, path);
            case "$binary":
                return
                    inner.ValueKind == JsonValueKind.Object
                    && inner.TryGetProperty("base64"u8, out var base64)
                    && base64.ValueKind == JsonValueKind.String
                    && Base64.IsValid(base64.GetString()!)
                    ? "binData"
                    : throw Unlike(only, path);
            case "$timestamp"
            or "$regularExpression"
            or "$minKey"
            or "$maxKey"
            or "$code"
            or "$dbPointer"
            or "$undefined":
                return only.Name[1..];
            default:
                return "object";
        }
    }

    private static string OfDouble(string text, JsonProperty wrapper, string path) =>
        text is "NaN" or "Infinity" or "-Infinity" ? "double"
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? "double"
        : throw Unlike(wrapper, path);

    private static string OfNumber(ReadOnlySpan<byte> raw)
    {
        if (raw.IndexOfAny(".eE"u8) < 0 && !raw.SequenceEqual("-0"u8))
            return Utf8Parser.TryParse(raw, out long whole, out var used) && used == raw.Length
                ? OfWhole(whole)
                : "number";
        return IsDouble(raw) ? "double" : "number";
    }

    private static string OfWhole(long whole) =>
        whole is >= int.MinValue and <= int.MaxValue ? "whole"
        : Math.Abs((double)whole) < ExactInDouble ? "long"
        : "bigLong";

    // A double has between 15 and 17 digits of its own: a number is one when it has no others than the double of its value.
    private static bool IsDouble(ReadOnlySpan<byte> raw)
    {
        if (
            !Utf8Parser.TryParse(raw, out double number, out var used)
            || used != raw.Length
            || !double.IsFinite(number)
        )
            return false;
        Span<byte> digits = stackalloc byte[DoubleDigits + 1];
        var count = 0;
        var zeros = 0;
        foreach (var c in raw)
        {
            if (c is (byte)'e' or (byte)'E')
                break;
            if (c is < (byte)'0' or > (byte)'9' || (c == '0' && count == 0))
                continue;
            if (c == '0')
            {
                zeros++;
                continue;
            }
            if (count + zeros >= DoubleDigits)
                return false;
            digits.Slice(count, zeros).Fill((byte)'0');
            count += zeros;
            zeros = 0;
            digits[count++] = c;
        }
        if (count == 0)
            return true;
        if (number == 0)
            return false;
        Span<byte> own = stackalloc byte[40];
        var format = new System.Buffers.StandardFormat('E', (byte)(count - 1));
        if (!Utf8Formatter.TryFormat(Math.Abs(number), own, out var length, format))
            return false;
        var at = 0;
        foreach (var c in own[..length])
        {
            if (c is (byte)'E')
                break;
            if (c != '.' && (at >= count || digits[at++] != c))
                return false;
        }
        return at == count;
    }

    private static JsonProperty? Only(JsonElement value)
    {
        foreach (var field in value.EnumerateObject())
            return field;
        return null;
    }

    private static DocumentFault Unlike(JsonProperty wrapper, string path) =>
        new($"{wrapper.Name} does not hold what its name says", path);

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,6}0*)?)?(Z|[+-]\d\d(:?\d\d)?)?)?$")]
    private static partial Regex IsoDate();

    [GeneratedRegex(@"^([+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|[+-]?(NaN|Infinity))$")]
    private static partial Regex DecimalNumber();

    [GeneratedRegex(@"^[+-]?\d{1,28}(\.\d{0,10})?$")]
    private static partial Regex ShortDecimal();
}
