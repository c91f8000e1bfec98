using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Penstock.Warehouse.Copy;

/// <summary>Network byte order at any address.</summary>
internal static unsafe class BigEndian
{
    public static byte* Int16(byte* p, short value)
    {
        Unsafe.WriteUnaligned(p, BinaryPrimitives.ReverseEndianness(value));
        return p + 2;
    }

    public static byte* Int32(byte* p, int value)
    {
        Unsafe.WriteUnaligned(p, BinaryPrimitives.ReverseEndianness(value));
        return p + 4;
    }

    public static byte* Int64(byte* p, long value)
    {
        Unsafe.WriteUnaligned(p, BinaryPrimitives.ReverseEndianness(value));
        return p + 8;
    }
}
