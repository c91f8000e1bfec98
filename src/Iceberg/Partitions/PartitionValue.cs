using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using Penstock.Iceberg.Manifests;
using Penstock.Iceberg.Schemas;

namespace Penstock.Iceberg.Partitions;

/// <summary>
/// Values of partitions as Avro has them (<see cref="TableFile.Partition"/>): bool, int, long, float, double, text, bytes, or
/// null.
/// </summary>
internal static class PartitionValue
{
    /// <summary>A number as a value of a type.</summary>
    public static object Of(Int128 number, PrimitiveType type) =>
        type switch
        {
            { Name: "boolean" } => number != 0,
            { Name: "int" or "date" } => (int)number,
            { Decimal: { } form } => Fixed(number, PartitionTypes.DecimalBytes(form.Precision)),
            _ => (long)number,
        };

    /// <summary>Bytes as a value of a type.</summary>
    public static object Of(ReadOnlySpan<byte> bytes, PrimitiveType type) =>
        type.Name == "string" ? Encoding.UTF8.GetString(bytes) : bytes.ToArray();

    /// <summary>As bounds have it, see <see cref="Files.FileStatistics"/>; of any length.</summary>
    public static byte[] Bound(object value, PrimitiveType type)
    {
        var bytes = new byte[8];
        switch (value)
        {
            case bool b:
                return [b ? (byte)1 : (byte)0];
            case int i:
                BinaryPrimitives.WriteInt32LittleEndian(bytes, i);
                return bytes[..4];
            case long l:
                BinaryPrimitives.WriteInt64LittleEndian(bytes, l);
                return bytes;
            case float f:
                BinaryPrimitives.WriteSingleLittleEndian(bytes, f);
                return bytes[..4];
            case double d:
                BinaryPrimitives.WriteDoubleLittleEndian(bytes, d);
                return bytes;
            case string s:
                return Encoding.UTF8.GetBytes(s);
            case byte[] b:
                return type.Decimal is null ? b : Number(b).ToByteArray(isBigEndian: true);
            default:
                throw new InvalidOperationException($"{value.GetType()} is no value of a partition");
        }
    }

    /// <summary>Which of two values of a type comes first.</summary>
    public static int Compare(object a, object b, PrimitiveType type) =>
        (a, b) switch
        {
            (string x, string y) => Encoding.UTF8.GetBytes(x).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y)),
            (byte[] x, byte[] y) => type.Decimal is null
                ? x.AsSpan().SequenceCompareTo(y)
                : Number(x).CompareTo(Number(y)),
            _ => Comparer<object>.Default.Compare(a, b),
        };

    /// <summary>As the index has it: a letter for what it is, and the value.</summary>
    public static JsonNode? ToJson(object? value) =>
        value switch
        {
            null => null,
            byte[] b => "x" + Convert.ToHexStringLower(b),
            bool b => b ? "b1" : "b0",
            string s => "s" + s,
            int i => "i" + i.ToString(CultureInfo.InvariantCulture),
            long l => "l" + l.ToString(CultureInfo.InvariantCulture),
            float f => "f" + f.ToString("R", CultureInfo.InvariantCulture),
            double d => "d" + d.ToString("R", CultureInfo.InvariantCulture),
            _ => throw new InvalidOperationException($"{value.GetType()} is no value of a partition"),
        };

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    public static object? OfJson(JsonNode? json)
    {
        if (json?.GetValue<string>() is not { } text)
            return null;
        var (value, culture) = (text[1..], CultureInfo.InvariantCulture);
        return text[0] switch
        {
            'x' => Convert.FromHexString(value),
            'b' => value == "1",
            'i' => int.Parse(value, culture),
            'l' => long.Parse(value, culture),
            'f' => float.Parse(value, culture),
            'd' => double.Parse(value, culture),
            _ => value,
        };
    }

    /// <summary>For people: dates, months and the like as one writes them.</summary>
    public static string ToText(object? value, PartitionTransform? transform, PrimitiveType type) =>
        (value, transform?.Kind) switch
        {
            (null, _) => "null",
            (int months, TransformKind.Month) => string.Create(
                CultureInfo.InvariantCulture,
                $"{1970 + (int)Math.Floor(months / 12.0):D4}-{((months % 12) + 12) % 12 + 1:D2}"
            ),
            (int years, TransformKind.Year) => (1970 + years).ToString(CultureInfo.InvariantCulture),
            (int hours, TransformKind.Hour) => DateTime
                .UnixEpoch.AddHours(hours)
                .ToString("yyyy-MM-dd HH", CultureInfo.InvariantCulture),
            (int days, _) when type.Name == "date" && days is > -719_162 and < 2_932_897 => DateTime
                .UnixEpoch.AddDays(days)
                .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            (byte[] bytes, _) => type.Decimal is { } form
                ? $"{Number(bytes)}e-{form.Scale}"
                : Convert.ToHexStringLower(bytes),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };

    private static byte[] Fixed(Int128 number, int length)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteInt128BigEndian(bytes, number);
        return length <= 16
            ? bytes[(16 - length)..]
            : [.. Enumerable.Repeat(number < 0 ? (byte)0xFF : (byte)0, length - 16), .. bytes];
    }

    private static BigInteger Number(byte[] fixedBytes) => new(fixedBytes, isUnsigned: false, isBigEndian: true);
}
