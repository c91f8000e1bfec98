using System.Buffers.Binary;
using System.Numerics;
using System.Text.Unicode;
using Parquet.Meta;
using Penstock.Iceberg.Manifests;
using Penstock.Iceberg.Schemas;
using PhysicalType = Parquet.Meta.Type;

namespace Penstock.LakeLayers.Iceberg.Files;

/// <summary>
/// A column in a footer, over all row groups. Its bounds are as Parquet has them (<c>min_value</c> and <c>max_value</c> of
/// parquet.thrift) and become those of Iceberg (https://iceberg.apache.org/spec/#binary-single-value-serialization), which for
/// numbers
/// and times in the units of the table are the same bytes.
/// </summary>
/// <param name="type">The type of the table's column.</param>
/// <param name="element">The type in the file.</param>
/// <param name="chunks">What the row groups say.</param>
internal sealed class FooterColumn(PrimitiveType type, SchemaElement element, IReadOnlyList<ColumnMetaData> chunks)
{
    /// <summary>Bytes in the file.</summary>
    public long Bytes => chunks.Sum(c => c.TotalCompressedSize);

    /// <summary>Values, nulls included.</summary>
    public long Values => chunks.Sum(c => c.NumValues);

    /// <summary>Nulls; null: a row group does not say.</summary>
    public long? Nulls =>
        chunks.All(c => c.Statistics?.NullCount is not null) ? chunks.Sum(c => c.Statistics!.NullCount!.Value) : null;

    /// <summary>The lower bound; null: a row group has values and does not say, or the type has no bounds.</summary>
    public byte[]? Lower => Outermost(s => s.MinValue, -1) is { } value ? Convert(value, BoundText.Lower) : null;

    /// <summary>The upper bound; null as above.</summary>
    public byte[]? Upper => Outermost(s => s.MaxValue, 1) is { } value ? Convert(value, BoundText.Upper) : null;

    private byte[]? Outermost(Func<Statistics, byte[]?> bound, int direction)
    {
        byte[]? outermost = null;
        foreach (var chunk in chunks)
        {
            if (chunk.Statistics is not { } statistics)
                return null;
            if (statistics.NullCount == chunk.NumValues)
                continue;
            if (bound(statistics) is not { } value || !IsValue(value))
                return null;
            if (outermost is null || direction * Compare(value, outermost) > 0)
                outermost = value;
        }
        return outermost;
    }

    // A value in another type or unit than the table's says nothing.
    private bool IsValue(byte[] value) =>
        (type.Name, element.Type) switch
        {
            ("boolean", PhysicalType.BOOLEAN) => value.Length == 1,
            ("int" or "date", PhysicalType.INT32) => value.Length == 4,
            ("long", PhysicalType.INT64) => value.Length == 8,
            ("time" or "timestamp" or "timestamptz", PhysicalType.INT64) => value.Length == 8 && IsInMicroseconds,
            ("float", PhysicalType.FLOAT) => value.Length == 4 && !float.IsNaN(Single(value)),
            ("double", PhysicalType.DOUBLE) => value.Length == 8 && !double.IsNaN(Double(value)),
            ("string", PhysicalType.BYTE_ARRAY) => Utf8.IsValid(value),
            (_, PhysicalType.INT32) => IsDecimal && value.Length == 4,
            (_, PhysicalType.INT64) => IsDecimal && value.Length == 8,
            (_, PhysicalType.FIXED_LEN_BYTE_ARRAY) => IsDecimal && value.Length is > 0 and <= 16,
            _ => false,
        };

    private bool IsInMicroseconds =>
        element.ConvertedType is ConvertedType.TIME_MICROS or ConvertedType.TIMESTAMP_MICROS
        || (element.LogicalType?.TIME?.Unit ?? element.LogicalType?.TIMESTAMP?.Unit)?.MICROS is not null;

    private bool IsDecimal =>
        type.Decimal is { } form && (element.LogicalType?.DECIMAL?.Scale ?? element.Scale ?? 0) == form.Scale;

    private int Compare(byte[] a, byte[] b) =>
        type.Name switch
        {
            "string" => a.AsSpan().SequenceCompareTo(b),
            "float" => Single(a).CompareTo(Single(b)),
            "double" => Double(a).CompareTo(Double(b)),
            _ => Whole(a).CompareTo(Whole(b)),
        };

    private byte[]? Convert(byte[] value, Func<string, byte[]?> text) =>
        type.Name == "string" ? text(System.Text.Encoding.UTF8.GetString(value))
        : type.Decimal is null ? value
        : Whole(value).ToByteArray(isBigEndian: true);

    private BigInteger Whole(byte[] value) =>
        new(value, isBigEndian: element.Type == PhysicalType.FIXED_LEN_BYTE_ARRAY);

    private static float Single(byte[] value) => BinaryPrimitives.ReadSingleLittleEndian(value);

    private static double Double(byte[] value) => BinaryPrimitives.ReadDoubleLittleEndian(value);
}
