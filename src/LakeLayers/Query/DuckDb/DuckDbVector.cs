using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using DuckDB.NET.Native;

namespace Penstock.LakeLayers.Query.DuckDb;

/// <summary>
/// One column of the current chunk, as it lies in DuckDB's memory: valid until the stream moves on or is disposed. Getters take a
/// row number within the chunk and do not check the type in release builds; a NULL row holds an undefined value, so ask
/// <see cref="IsNull"/> first. Nothing is boxed.
/// </summary>
public readonly unsafe struct DuckDbVector
{
    private readonly nint _vector;
    private readonly byte* _data;
    private readonly ulong* _validity;
    private readonly int _count;

    internal DuckDbVector(nint vector, DuckDbType type, int count)
    {
        _vector = vector;
        Type = type;
        _count = count;
        _data = (byte*)NativeMethods.Vectors.DuckDBVectorGetData(vector);
        _validity = NativeMethods.Vectors.DuckDBVectorGetValidity(vector);
    }

    /// <summary>The column's type.</summary>
    public DuckDbType Type { get; }

    /// <summary>Rows in it.</summary>
    public int Count => _count;

    /// <summary>Whether any row may be NULL.</summary>
    public bool MayHaveNulls => _validity is not null;

    /// <summary>Whether the row is NULL.</summary>
    public bool IsNull(int row) => _validity is not null && ((_validity[row >> 6] >> (row & 63)) & 1) == 0;

    /// <summary>BOOLEAN.</summary>
    public bool GetBoolean(int row) => At<byte>(row) != 0;

    /// <summary>TINYINT.</summary>
    public sbyte GetSByte(int row) => At<sbyte>(row);

    /// <summary>SMALLINT.</summary>
    public short GetInt16(int row) => At<short>(row);

    /// <summary>INTEGER; DATE as days since 1970-01-01.</summary>
    public int GetInt32(int row) => At<int>(row);

    /// <summary>BIGINT; TIMESTAMP, TIMESTAMPTZ and TIME as microseconds (since 1970-01-01 UTC, or midnight).</summary>
    public long GetInt64(int row) => At<long>(row);

    /// <summary>HUGEINT.</summary>
    public Int128 GetInt128(int row) => At<DuckDBHugeInt>(row).ToInt128();

    /// <summary>FLOAT.</summary>
    public float GetSingle(int row) => At<float>(row);

    /// <summary>DOUBLE.</summary>
    public double GetDouble(int row) => At<double>(row);

    /// <summary>UUID.</summary>
    public Guid GetGuid(int row)
    {
        var bits = At<DuckDBUHugeInt>(row);
        Span<byte> bytes = stackalloc byte[16];
        // DuckDB flips the sign bit so that signed order is text order.
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes, bits.Upper ^ (1UL << 63));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], bits.Lower);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>VARCHAR (UTF-8), BLOB or BIT as bytes, without a copy.</summary>
    public ReadOnlySpan<byte> GetBytes(int row)
    {
        Debug.Assert((uint)row < (uint)_count, "The row is outside the chunk.");
        var text = (DuckDBString*)_data + row;
        return new ReadOnlySpan<byte>(text->Data, text->Length);
    }

    /// <summary>VARCHAR.</summary>
    public string GetString(int row) => Encoding.UTF8.GetString(GetBytes(row));

    /// <summary>DECIMAL without its point: 12.50 with scale 2 is 1250. The scale is <see cref="DuckDbType.Scale"/>.</summary>
    public Int128 GetUnscaled(int row) => Type.Storage == DuckDbTypeId.HugeInt ? GetInt128(row) : GetUnscaled64(row);

    /// <summary>DECIMAL of at most 18 digits without its point; see <see cref="GetUnscaled"/>.</summary>
    public long GetUnscaled64(int row) =>
        Type.Storage switch
        {
            DuckDbTypeId.SmallInt => At<short>(row),
            DuckDbTypeId.Integer => At<int>(row),
            DuckDbTypeId.BigInt => At<long>(row),
            _ => throw new InvalidOperationException($"{Type.Name} does not fit 64 bits; read it with GetUnscaled."),
        };

    /// <summary>The word of an ENUM.</summary>
    public string GetEnum(int row) =>
        Type.Words[
            (int)(
                Type.Storage switch
                {
                    DuckDbTypeId.UTinyInt => At<byte>(row),
                    DuckDbTypeId.USmallInt => At<ushort>(row),
                    _ => At<uint>(row),
                }
            )
        ];

    /// <summary>All values of a fixed-width type as they lie there, NULL rows included: bytes, int, long, double…</summary>
    public ReadOnlySpan<T> Values<T>()
        where T : unmanaged => new(_data, _count);

    /// <summary>The items of all LIST rows one after the other, and where this row's begin and how many they are.</summary>
    public DuckDbVector GetList(int row, out int offset, out int length)
    {
        var entry = At<DuckDBListEntry>(row);
        (offset, length) = ((int)entry.Offset, (int)entry.Length);
        return Child(NativeMethods.Vectors.DuckDBListVectorGetChild(_vector), 0, offset + length);
    }

    /// <summary>The items of all ARRAY rows; row n's begin at n × <see cref="DuckDbType.ArraySize"/>.</summary>
    public DuckDbVector GetArrayItems() =>
        Child(NativeMethods.Vectors.DuckDBArrayVectorGetChild(_vector), 0, _count * Type.ArraySize);

    /// <summary>A field of a STRUCT, for all rows.</summary>
    public DuckDbVector GetField(int index) =>
        Child(NativeMethods.Vectors.DuckDBStructVectorGetChild(_vector, index), index, _count);

    /// <summary>The row as a .NET value (boxed); see <see cref="DuckDbRows"/> for which.</summary>
    public object? GetValue(int row) => ValueReader.Read(this, row);

    internal (DuckDbVector Keys, DuckDbVector Values) GetMap(int row, out int offset, out int length)
    {
        var entry = At<DuckDBListEntry>(row);
        (offset, length) = ((int)entry.Offset, (int)entry.Length);
        var pairs = NativeMethods.Vectors.DuckDBListVectorGetChild(_vector);
        return (
            Child(NativeMethods.Vectors.DuckDBStructVectorGetChild(pairs, 0), 0, offset + length),
            Child(NativeMethods.Vectors.DuckDBStructVectorGetChild(pairs, 1), 1, offset + length)
        );
    }

    internal T At<T>(int row)
        where T : unmanaged
    {
        Debug.Assert((uint)row < (uint)_count, "The row is outside the chunk.");
        return Unsafe.ReadUnaligned<T>(_data + ((long)row * sizeof(T)));
    }

    private DuckDbVector Child(nint vector, int index, int count) => new(vector, Type.Children[index].Type, count);
}
