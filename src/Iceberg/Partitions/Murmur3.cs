using System.Buffers.Binary;
using System.Numerics;

namespace Penstock.Iceberg.Partitions;

/// <summary>
/// Murmur3, the 32-bit variant for x86, seed 0: the hash of bucket partitions
/// (https://iceberg.apache.org/spec/#appendix-b-32-bit-hash-requirements).
/// </summary>
internal static class Murmur3
{
    private const uint C1 = 0xcc9e2d51,
        C2 = 0x1b873593;

    /// <summary>The hash of a whole number, a date, a time: of its eight bytes, the lowest first.</summary>
    public static int Hash(long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return Hash(bytes);
    }

    /// <summary>The hash of bytes.</summary>
    public static int Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = 0u;
        var rest = bytes;
        for (; rest.Length >= 4; rest = rest[4..])
        {
            hash ^= Mixed(BinaryPrimitives.ReadUInt32LittleEndian(rest));
            hash = (BitOperations.RotateLeft(hash, 13) * 5) + 0xe6546b64;
        }
        var tail = 0u;
        for (var i = rest.Length - 1; i >= 0; i--)
            tail = (tail << 8) | rest[i];
        if (rest.Length > 0)
            hash ^= Mixed(tail);

        hash ^= (uint)bytes.Length;
        hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
        return (int)(hash ^ (hash >> 16));
    }

    private static uint Mixed(uint block) => BitOperations.RotateLeft(block * C1, 15) * C2;
}
