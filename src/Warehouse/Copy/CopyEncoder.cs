using System.Buffers;
using System.Runtime.CompilerServices;
using Penstock.Core.Errors;
using Penstock.Warehouse.Types;

namespace Penstock.Warehouse.Copy;

/// <summary>
/// Writes DuckDB's column vectors as PostgreSQL's binary COPY format
/// (https://www.postgresql.org/docs/15/sql-copy.html, "Binary Format"), row by row into one pooled buffer, without a managed
/// object a value.
/// </summary>
internal sealed unsafe class CopyEncoder : IDisposable
{
    private static readonly byte[] Header =
    [
        (byte)'P',
        (byte)'G',
        (byte)'C',
        (byte)'O',
        (byte)'P',
        (byte)'Y',
        (byte)'\n',
        0xFF,
        (byte)'\r',
        (byte)'\n',
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
    ];

    private readonly Stream _target;
    private readonly string _table;
    private readonly CopyColumn[] _columns;
    private readonly PgKind[] _kinds;
    private readonly int _rowBound;
    private readonly byte[] _buffer;
    private int _used;

    /// <param name="target">Where the bytes go, in pieces of about <paramref name="bufferSize"/>; not disposed.</param>
    /// <param name="table">The table, for messages.</param>
    /// <param name="columns">The columns in the order of the COPY.</param>
    /// <param name="bufferSize">Bytes gathered before they are written; at least one row without its text is made to fit.</param>
    public CopyEncoder(Stream target, string table, IReadOnlyList<CopyColumn> columns, int bufferSize = 1 << 19)
    {
        _target = target;
        _table = table;
        _columns = [.. columns];
        _kinds = [.. columns.Select(c => c.Type.Kind)];
        _rowBound = 2 + columns.Sum(c => c.Bound);
        _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(bufferSize, (4 * _rowBound) + Header.Length));
        Header.CopyTo(_buffer, 0);
        _used = Header.Length;
    }

    /// <summary>Rows written so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Bytes handed to the target so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Writes the first <paramref name="count"/> rows of a chunk.</summary>
    /// <exception cref="PenstockException">A value that PostgreSQL cannot hold; with table, column and row.</exception>
    public void Write(ReadOnlySpan<CopyVector> vectors, int count)
    {
        fixed (byte* start = _buffer)
        {
            var p = start + _used;
            var limit = start + _buffer.Length - _rowBound;
            for (var row = 0; row < count; row++)
            {
                if (p > limit)
                    p = Flush(start, p);
                p = BigEndian.Int16(p, (short)_kinds.Length);
                for (var c = 0; c < vectors.Length; c++)
                {
                    ref readonly var vector = ref vectors[c];
                    p =
                        vector.IsNull(row) ? BigEndian.Int32(p, -1)
                        : _kinds[c] is PgKind.Text or PgKind.Jsonb or PgKind.Bytea
                            ? Text(start, limit, p, c, (DuckText*)vector.Data + row)
                        : Fixed(p, c, vector.Data, row);
                }
                Rows++;
            }
            _used = (int)(p - start);
        }
    }

    /// <summary>Writes the end mark and whatever is still in the buffer.</summary>
    public void Finish()
    {
        fixed (byte* start = _buffer)
        {
            var p = start + _used;
            if (p + 2 > start + _buffer.Length)
                p = Flush(start, p);
            Flush(start, BigEndian.Int16(p, -1));
        }
        _used = 0;
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte* Fixed(byte* p, int c, byte* data, int row)
    {
        switch (_kinds[c])
        {
            case PgKind.Boolean:
                p = BigEndian.Int32(p, 1);
                *p = data[row] != 0 ? (byte)1 : (byte)0;
                return p + 1;
            case PgKind.Int2:
                return BigEndian.Int16(BigEndian.Int32(p, 2), ((short*)data)[row]);
            case PgKind.Int4:
            case PgKind.Float4:
                return BigEndian.Int32(BigEndian.Int32(p, 4), ((int*)data)[row]);
            case PgKind.Int8:
            case PgKind.Float8:
            case PgKind.Time:
                return BigEndian.Int64(BigEndian.Int32(p, 8), ((long*)data)[row]);
            case PgKind.Date:
                return CopyTime.TryDate(((int*)data)[row], out var day)
                    ? BigEndian.Int32(BigEndian.Int32(p, 4), day)
                    : throw Refused(c, "a date outside of 4713 BC to 5874897 AD");
            case PgKind.Timestamp:
                return CopyTime.TryTimestamp(((long*)data)[row], out var micros)
                    ? BigEndian.Int64(BigEndian.Int32(p, 8), micros)
                    : throw Refused(c, "a timestamp outside of 4713 BC to 294276 AD");
            case PgKind.Uuid:
                // DuckDB flips the top bit so that the 128-bit integers sort as the text does.
                var half = (ulong*)data + (2 * row);
                return BigEndian.Int64(
                    BigEndian.Int64(BigEndian.Int32(p, 16), (long)(half[1] ^ 1UL << 63)),
                    (long)half[0]
                );
            case PgKind.Numeric:
                var type = _columns[c].Type;
                return type.Precision switch
                {
                    <= 4 => CopyNumeric.Write(p, ((short*)data)[row], type.Scale),
                    <= 9 => CopyNumeric.Write(p, ((int*)data)[row], type.Scale),
                    <= 18 => CopyNumeric.Write(p, ((long*)data)[row], type.Scale),
                    _ => CopyNumeric.Write(
                        p,
                        new Int128(((ulong*)data)[(2 * row) + 1], ((ulong*)data)[2 * row]),
                        type.Scale
                    ),
                };
            default:
                throw new InvalidOperationException($"{_kinds[c]} is no type of fixed size.");
        }
    }

    private byte* Text(byte* start, byte* limit, byte* p, int c, DuckText* text)
    {
        var kind = _kinds[c];
        var bytes = text->Bytes;
        var extra = kind == PgKind.Jsonb ? 1 : 0;
        if (kind != PgKind.Bytea && bytes.Contains((byte)0))
            throw Refused(c, "a text with a NUL character");
        if (p + bytes.Length > limit)
            p = Flush(start, p);
        p = BigEndian.Int32(p, bytes.Length + extra);
        if (extra != 0)
            *p++ = 1; // the version of jsonb's wire form
        if (p + bytes.Length > limit)
        {
            p = Flush(start, p);
            _target.Write(bytes);
            Bytes += bytes.Length;
            return p;
        }
        bytes.CopyTo(new Span<byte>(p, bytes.Length));
        return p + bytes.Length;
    }

    private byte* Flush(byte* start, byte* p)
    {
        var length = (int)(p - start);
        _target.Write(_buffer, 0, length);
        Bytes += length;
        return start;
    }

    private PenstockException Refused(int column, string what) =>
        new(
            $"PostgreSQL cannot hold {what}",
            $"{_table}, column {_columns[column].Name}, row {Rows + 1} of the load",
            "Nothing of this load was written",
            "clean the value in the model that makes the table, then run again"
        );
}
