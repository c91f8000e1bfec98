using System.Buffers.Binary;

namespace Penstock.Sandbox.MongoDb;

/// <summary>
/// ObjectIds that a seed decides: seconds since 1970, five bytes from the seed, a counter. The same seed and start give the
/// same ids, each greater than the one before.
/// </summary>
/// <param name="start">The time in the first id; it advances by a second each 16,777,216 ids.</param>
/// <param name="seed">Decides the five middle bytes.</param>
public sealed class ObjectIdSequence(DateTimeOffset start, ulong seed)
{
    private readonly uint _seconds = checked((uint)start.ToUnixTimeSeconds());
    private ulong _count;

    /// <summary>Writes the next id into 12 bytes.</summary>
    public void Next(Span<byte> destination)
    {
        Span<byte> middle = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(middle, seed * 0x9E3779B97F4A7C15UL);
        BinaryPrimitives.WriteUInt32BigEndian(destination, _seconds + (uint)(_count >> 24));
        middle[..5].CopyTo(destination[4..]);
        destination[9] = (byte)(_count >> 16);
        destination[10] = (byte)(_count >> 8);
        destination[11] = (byte)_count;
        _count++;
    }
}
