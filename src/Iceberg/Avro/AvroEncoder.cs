using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Penstock.Iceberg.Avro;

/// <summary>Writes Avro's binary encoding.</summary>
internal sealed class AvroEncoder
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    public void Long(long value)
    {
        var zigzag = (ulong)((value << 1) ^ (value >> 63));
        var span = _bytes.GetSpan(10);
        var length = 0;
        for (; zigzag >= 0x80; zigzag >>= 7)
            span[length++] = (byte)(zigzag | 0x80);
        span[length++] = (byte)zigzag;
        _bytes.Advance(length);
    }

    public void Boolean(bool value) => Raw([value ? (byte)1 : (byte)0]);

    public void Float(float value)
    {
        BinaryPrimitives.WriteSingleLittleEndian(_bytes.GetSpan(4), value);
        _bytes.Advance(4);
    }

    public void Double(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(_bytes.GetSpan(8), value);
        _bytes.Advance(8);
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Long(value.Length);
        Raw(value);
    }

    public void Text(string value) => Bytes(Encoding.UTF8.GetBytes(value));

    public void Raw(ReadOnlySpan<byte> value) => _bytes.Write(value);
}
