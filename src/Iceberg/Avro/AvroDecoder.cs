using System.Buffers.Binary;
using System.Text;

namespace Penstock.Iceberg.Avro;

/// <summary>
/// Reads Avro's binary encoding from a block. Lengths in foreign bytes are checked against what is there before anything is
/// allocated.
/// </summary>
internal ref struct AvroDecoder(ReadOnlySpan<byte> bytes)
{
    // Deeper than any manifest; a schema may hold itself, and what nests for ever must not end the process.
    private const int MaxDepth = 64;

    private ReadOnlySpan<byte> _rest = bytes;
    private int _depth;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public readonly int Left => _rest.Length;

    public long Long()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var b = Take(1)[0];
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80)
                return (long)(value >> 1) ^ -(long)(value & 1);
        }
        throw new IcebergFormatException("a number in an Avro file has more than 64 bits");
    }

    public int Int() =>
        Long() is >= int.MinValue and <= int.MaxValue and var value
            ? (int)value
            : throw new IcebergFormatException("a number in an Avro file has more than 32 bits");

    public bool Boolean() => Take(1)[0] != 0;

    public float Float() => BinaryPrimitives.ReadSingleLittleEndian(Take(4));

    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    public ReadOnlySpan<byte> Bytes() => Take(Long());

    public string Text() => Encoding.UTF8.GetString(Bytes());

    /// <summary>
    /// The items of an array or map block that begins here; 0 at its end. A block that tells its size is read all the same.
    /// </summary>
    public long BlockCount()
    {
        var count = Long();
        if (count >= 0)
            return Plausible(count);
        Long();
        return Plausible(-(Int128)count);
    }

    /// <summary>
    /// A count of values that follow. Each takes at least a byte, unless it is a null, of which nobody writes a row: more than
    /// there are bytes is a lie.
    /// </summary>
    public readonly long Plausible(Int128 count) =>
        count >= 0 && count <= _rest.Length
            ? (long)count
            : throw new IcebergFormatException("an Avro file counts more values than it has bytes");

    /// <summary>A value within a value begins; <see cref="Leave"/> ends it.</summary>
    public void Enter()
    {
        if (++_depth > MaxDepth)
            throw new IcebergFormatException("the values of an Avro file are nested too deeply");
    }

    /// <summary>See <see cref="Enter"/>.</summary>
    public void Leave() => _depth--;

    public ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > _rest.Length)
            throw new IcebergFormatException("an Avro file ends in the middle of a value");
        var taken = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return taken;
    }
}
