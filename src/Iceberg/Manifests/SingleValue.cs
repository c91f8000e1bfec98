using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using Penstock.Iceberg.Schemas;

namespace Penstock.Iceberg.Manifests;

/// <summary>
/// Values as bounds have them (https://iceberg.apache.org/spec/#binary-single-value-serialization), made from text: of dates the days, of
/// times the microseconds since 1970.
/// </summary>
internal static class SingleValue
{
    private const int LongestText = 16;

    /// <summary>The bytes of a lower bound; null when the type has none or the text is none of its values.</summary>
    public static byte[]? Lower(PrimitiveType type, string text) =>
        type.Name == "string" ? Encoding.UTF8.GetBytes(Cut(text)) : Exact(type, text);

    /// <summary>The bytes of an upper bound. A text that is cut is raised, so that no value is above it.</summary>
    public static byte[]? Upper(PrimitiveType type, string text)
    {
        if (type.Name != "string")
            return Exact(type, text);
        var cut = Cut(text);
        if (cut.Length == text.Length)
            return Encoding.UTF8.GetBytes(text);
        var runes = cut.EnumerateRunes().ToList();
        for (var i = runes.Count - 1; i >= 0; i--)
        {
            // The next character after the surrogates' gap; the very last one cannot be raised, then the one before it is.
            var next = runes[i].Value == 0xD7FF ? 0xE000 : runes[i].Value + 1;
            if (!Rune.IsValid(next))
                continue;
            return Encoding.UTF8.GetBytes(string.Concat(runes.Take(i).Append(new Rune(next))));
        }
        return null;
    }

    private static byte[]? Exact(PrimitiveType type, string text)
    {
        var culture = CultureInfo.InvariantCulture;
        switch (type.Name)
        {
            case "boolean":
                return text is "true" or "1" ? [1]
                    : text is "false" or "0" ? [0]
                    : null;
            case "int":
                return int.TryParse(text, culture, out var i) ? Int(i) : null;
            case "long":
                return long.TryParse(text, culture, out var l) ? Long(l) : null;
            case "float":
                return float.TryParse(text, culture, out var f) && !float.IsNaN(f)
                    ? Bytes(4, s => BinaryPrimitives.WriteSingleLittleEndian(s, f))
                    : null;
            case "double":
                return double.TryParse(text, culture, out var d) && !double.IsNaN(d)
                    ? Bytes(8, s => BinaryPrimitives.WriteDoubleLittleEndian(s, d))
                    : null;
            // These come as the number of days, or microseconds, since 1970.
            case "date":
                return int.TryParse(text, culture, out var days) ? Int(days) : null;
            case "time" or "timestamp" or "timestamptz":
                return long.TryParse(text, culture, out var microseconds) ? Long(microseconds) : null;
            default:
                return type.Decimal is { } form ? Decimal(text, form.Scale) : null;
        }
    }

    private static byte[]? Decimal(string text, int scale)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var digits =
            point < 0 ? text + new string('0', scale)
            : text.Length - point - 1 == scale ? text.Remove(point, 1)
            : null;
        return
            digits is not null
            && BigInteger.TryParse(
                digits,
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out var unscaled
            )
            ? unscaled.ToByteArray(isBigEndian: true)
            : null;
    }

    private static string Cut(string text)
    {
        var runes = text.EnumerateRunes();
        return runes.Count() <= LongestText ? text : string.Concat(text.EnumerateRunes().Take(LongestText));
    }

    private static byte[] Int(int value) => Bytes(4, s => BinaryPrimitives.WriteInt32LittleEndian(s, value));

    private static byte[] Long(long value) => Bytes(8, s => BinaryPrimitives.WriteInt64LittleEndian(s, value));

    private static byte[] Bytes(int length, Action<byte[]> write)
    {
        var bytes = new byte[length];
        write(bytes);
        return bytes;
    }
}
