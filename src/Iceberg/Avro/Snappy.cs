namespace Penstock.Iceberg.Avro;

/// <summary>Decompresses one block of Snappy's raw format (google/snappy, format_description.txt).</summary>
internal static class Snappy
{
    private const int MaxBytes = 1 << 30;

    /// <exception cref="IcebergFormatException">The bytes are no such block.</exception>
    public static byte[] Decode(ReadOnlySpan<byte> source)
    {
        try
        {
            var at = 0;
            var target = new byte[Length(source, ref at)];
            var end = Decode(source[at..], target);
            return end == target.Length ? target : throw Damaged();
        }
        catch (Exception e) when (e is IndexOutOfRangeException or ArgumentException)
        {
            throw Damaged();
        }
    }

    private static int Decode(ReadOnlySpan<byte> source, Span<byte> target)
    {
        var (at, end) = (0, 0);
        while (at < source.Length)
        {
            int tag = source[at++];
            if ((tag & 3) == 0)
            {
                var length = tag >> 2;
                if (length >= 60)
                {
                    var bytes = length - 59;
                    length = Number(source.Slice(at, bytes));
                    at += bytes;
                }
                source.Slice(at, ++length).CopyTo(target[end..]);
                (at, end) = (at + length, end + length);
                continue;
            }
            var (count, offset) = Copy(tag, source, ref at);
            if (offset <= 0 || offset > end)
                throw Damaged();
            // Byte by byte: what is copied may begin in what this copy itself writes.
            for (; count > 0; count--, end++)
                target[end] = target[end - offset];
        }
        return end;
    }

    private static (int Count, int Offset) Copy(int tag, ReadOnlySpan<byte> source, ref int at)
    {
        var bytes = (tag & 3) == 3 ? 4 : tag & 3;
        var offset = Number(source.Slice(at, bytes));
        at += bytes;
        return bytes == 1 ? (4 + ((tag >> 2) & 7), offset | ((tag >> 5) << 8)) : (1 + (tag >> 2), offset);
    }

    private static int Number(ReadOnlySpan<byte> bytes)
    {
        var number = 0;
        for (var i = bytes.Length - 1; i >= 0; i--)
            number = (number << 8) | bytes[i];
        return number;
    }

    private static int Length(ReadOnlySpan<byte> source, ref int at)
    {
        long length = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var part = source[at++];
            length |= (long)(part & 0x7F) << shift;
            // Nothing becomes more than 64 bytes of two: what claims more is not given the memory for it.
            if (part < 0x80)
                return length <= Math.Min(MaxBytes, source.Length * 64L) ? (int)length : throw Damaged();
        }
        throw Damaged();
    }

    private static IcebergFormatException Damaged() => new("a block that is compressed with snappy is damaged");
}
