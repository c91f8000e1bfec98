using System.Buffers.Binary;
using System.Globalization;
using Penstock.Iceberg.Schemas;

namespace Penstock.Iceberg.Partitions;

/// <summary>
/// How a column's value becomes that of a partition (https://iceberg.apache.org/spec/#partition-transforms). Numbers stand for
/// dates
/// (days since 1970), times (microseconds) and decimals (without their point); bytes for texts (UTF-8) and uuids (16).
/// </summary>
/// <param name="Kind">Which.</param>
/// <param name="Argument">The number of buckets, or the width to cut to; else 0.</param>
internal sealed record PartitionTransform(TransformKind Kind, int Argument = 0)
{
    private const long DayMicros = 86_400_000_000,
        HourMicros = 3_600_000_000;

    /// <summary>As metadata have it, for instance <c>bucket[16]</c>.</summary>
    public string Name => Argument > 0 ? string.Create(CultureInfo.InvariantCulture, $"{Word}[{Argument}]") : Word;

    /// <summary>The name without the argument.</summary>
    public string Word => Kind.ToString().ToLowerInvariant();

    /// <summary>Whether it is about time.</summary>
    public bool IsOfTime =>
        Kind is TransformKind.Year or TransformKind.Month or TransformKind.Day or TransformKind.Hour;

    /// <summary>
    /// Whether equal partitions mean that a greater value is in the same or a greater one, so that ranges of values are ranges
    /// of partitions.
    /// </summary>
    public bool KeepsOrder => Kind != TransformKind.Bucket;

    /// <summary>Reads the form of <see cref="Name"/>; null: it is none that is known.</summary>
    public static PartitionTransform? Parse(string name)
    {
        var open = name.IndexOf('[', StringComparison.Ordinal);
        var word = open < 0 ? name : name[..open];
        if (!Enum.TryParse<TransformKind>(word, ignoreCase: true, out var kind) || !word.All(char.IsAsciiLetterLower))
            return null;
        if (kind is not (TransformKind.Bucket or TransformKind.Truncate))
            return open < 0 ? new(kind) : null;
        return
            open >= 0
            && name.EndsWith(']')
            && int.TryParse(
                name.AsSpan(open + 1, name.Length - open - 2),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var argument
            )
            && argument > 0
            ? new(kind, argument)
            : null;
    }

    /// <summary>Whether values of a type can be given to it. Fractions are not: what looks equal may be different ones.</summary>
    public bool Takes(PrimitiveType type) =>
        Kind switch
        {
            TransformKind.Identity => type.Name is not ("float" or "double"),
            TransformKind.Bucket => type.Name is not ("float" or "double" or "boolean"),
            TransformKind.Truncate => type.Name is "int" or "long" or "string" or "binary" || type.Decimal is not null,
            TransformKind.Hour => type.Name is "timestamp" or "timestamptz",
            _ => type.Name is "date" or "timestamp" or "timestamptz",
        };

    /// <summary>The type of the partition's value.</summary>
    public PrimitiveType Result(PrimitiveType source) =>
        Kind switch
        {
            TransformKind.Identity or TransformKind.Truncate => source,
            TransformKind.Day => new PrimitiveType("date"),
            _ => new PrimitiveType("int"),
        };

    /// <summary>Of a value that is a number.</summary>
    public Int128 Of(Int128 value, PrimitiveType type) =>
        Kind switch
        {
            TransformKind.Identity => value,
            TransformKind.Truncate => value - (((value % Argument) + Argument) % Argument),
            TransformKind.Bucket => Bucket(type.Decimal is null ? Murmur3.Hash((long)value) : HashOfDecimal(value)),
            TransformKind.Hour => Floor((long)value, HourMicros),
            TransformKind.Day => Days(value, type),
            TransformKind.Month => CalendarMonth.Of(Days(value, type)),
            _ => Floor(CalendarMonth.Of(Days(value, type)), 12),
        };

    /// <summary>
    /// Of a value that is a number and becomes one of bytes, or of one that is bytes and stays so: the part that is kept.
    /// </summary>
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> value, PrimitiveType type) =>
        Kind != TransformKind.Truncate ? value
        : type.Name == "string" ? Cut(value, Argument)
        : value[..Math.Min(Argument, value.Length)];

    /// <summary>The bucket of a value that is bytes.</summary>
    public int BucketOf(ReadOnlySpan<byte> value) => Bucket(Murmur3.Hash(value));

    private int Bucket(int hash) => (hash & int.MaxValue) % Argument;

    // The fewest bytes in two's complement that hold the number, the highest first.
    private static int HashOfDecimal(Int128 unscaled)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt128BigEndian(bytes, unscaled);
        var skip = 0;
        while (
            skip < 15
            && bytes[skip] == (unscaled < 0 ? 0xFF : 0)
            && (bytes[skip + 1] & 0x80) == (unscaled < 0 ? 0x80 : 0)
        )
            skip++;
        return Murmur3.Hash(bytes[skip..]);
    }

    // Characters are code points: every byte of UTF-8 begins one that is not 10xxxxxx.
    private static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> text, int characters)
    {
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if ((text[i] & 0xC0) != 0x80 && ++count > characters)
                return text[..i];
        }
        return text;
    }

    private static long Days(Int128 value, PrimitiveType type) =>
        type.Name == "date" ? (long)value : Floor((long)value, DayMicros);

    private static long Floor(long value, long unit) =>
        Math.DivRem(value, unit) is var (quotient, rest) && rest < 0 ? quotient - 1 : quotient;
}
