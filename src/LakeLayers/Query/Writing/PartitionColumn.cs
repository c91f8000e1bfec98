using System.Collections.Concurrent;
using Penstock.Iceberg.Partitions;
using Penstock.Iceberg.Schemas;
using Penstock.LakeLayers.Query.DuckDb;

namespace Penstock.LakeLayers.Query.Writing;

/// <summary>
/// One field of a partition: gives each row's value a number by which it is told apart. Texts and bytes are kept, and are known
/// by their place.
/// </summary>
internal sealed class PartitionColumn(PartitionTransform transform, PrimitiveType source)
{
    private static readonly Int128 Null = Int128.MinValue;

    private readonly PrimitiveType _result = transform.Result(source);
    private readonly ConcurrentDictionary<byte[], int> _places = new(BytesComparer.Instance);
    private readonly List<byte[]> _kept = [];

    /// <summary>The numbers of a column's rows.</summary>
    /// <param name="column">The column.</param>
    /// <param name="codes">Where they go.</param>
    /// <param name="adds">Whether texts and bytes that were not met before are kept; else they have a number that no value
    /// has.</param>
    public void Read(DuckDbVector column, Span<Int128> codes, bool adds)
    {
        if (column.Type.Id is DuckDbTypeId.Varchar or DuckDbTypeId.Blob or DuckDbTypeId.Uuid)
            ReadBytes(column, codes, adds);
        else
            ReadNumbers(column, codes);
    }

    /// <summary>The value that a number stands for.</summary>
    public object? Value(Int128 code)
    {
        if (code == Null)
            return null;
        if (IsNumber)
            return PartitionValue.Of(code, _result);
        lock (_kept)
            return PartitionValue.Of(_kept[(int)code], _result);
    }

    private bool IsNumber =>
        transform.Kind == TransformKind.Bucket
        || !(source.Name is "string" or "binary" or "uuid" || source.FixedLength is not null);

    // Neighbours are often alike: then nothing is computed twice.
    private void ReadNumbers(DuckDbVector column, Span<Int128> codes)
    {
        var (last, code) = (Int128.MaxValue, Null);
        for (var row = 0; row < codes.Length; row++)
        {
            if (column.IsNull(row))
            {
                codes[row] = Null;
                continue;
            }
            var number = Number(column, row);
            if (number != last)
                (last, code) = (number, transform.Of(number, source));
            codes[row] = code;
        }
    }

    private void ReadBytes(DuckDbVector column, Span<Int128> codes, bool adds)
    {
        Span<byte> uuid = stackalloc byte[16];
        for (var row = 0; row < codes.Length; row++)
        {
            if (column.IsNull(row))
            {
                codes[row] = Null;
                continue;
            }
            ReadOnlySpan<byte> bytes = uuid;
            if (column.Type.Id == DuckDbTypeId.Uuid)
                column.GetGuid(row).TryWriteBytes(uuid, bigEndian: true, out _);
            else
                bytes = column.GetBytes(row);
            codes[row] = IsNumber ? transform.BucketOf(bytes) : PlaceOf(transform.Of(bytes, source), adds);
        }
    }

    private int PlaceOf(ReadOnlySpan<byte> bytes, bool adds)
    {
        if (_places.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(bytes, out var known))
            return known;
        if (!adds)
            return PartitionNumbers.Unknown;
        lock (_kept)
        {
            if (_places.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(bytes, out known))
                return known;
            var kept = bytes.ToArray();
            _kept.Add(kept);
            return _places[kept] = _kept.Count - 1;
        }
    }

    private static Int128 Number(DuckDbVector column, int row) =>
        column.Type.Id switch
        {
            DuckDbTypeId.Boolean => column.GetBoolean(row) ? 1 : 0,
            DuckDbTypeId.Integer or DuckDbTypeId.Date => column.GetInt32(row),
            DuckDbTypeId.Decimal => column.GetUnscaled(row),
            _ => column.GetInt64(row),
        };
}
