using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Penstock.LakeLayers.ObjectStores;

/// <summary>XXH64 with seed 0 (https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md): what <c>xxhsum -H64</c> prints for the same bytes.</summary>
internal static class XxHash64
{
    private const ulong P1 = 11400714785074694791,
        P2 = 14029467366897019727,
        P3 = 1609587929392839161,
        P4 = 9650029242287828579,
        P5 = 2870177450012600261;

    private const int Stripe = 32;

    public static ulong Hash(ReadOnlySpan<byte> data)
    {
        var lanes = Lanes.Start();
        var stripes = data.Length / Stripe * Stripe;
        lanes.Add(data[..stripes]);
        return Finish(lanes.Merged((ulong)data.Length) + (ulong)data.Length, data[stripes..]);
    }

    /// <summary>The hash of a stream from where it stands to its end.</summary>
    public static ulong Hash(Stream data, CancellationToken cancellationToken)
    {
        var (lanes, length) = (Lanes.Start(), 0UL);
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 20);
        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                // All but the last part are full, and so whole stripes.
                var read = data.ReadAtLeast(buffer.AsSpan(0, 1 << 20), 1 << 20, throwOnEndOfStream: false);
                length += (ulong)read;
                var stripes = read / Stripe * Stripe;
                lanes.Add(buffer.AsSpan(0, stripes));
                if (read < 1 << 20)
                    return Finish(lanes.Merged(length) + length, buffer.AsSpan(stripes, read - stripes));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static ulong Finish(ulong hash, ReadOnlySpan<byte> rest)
    {
        for (; rest.Length >= 8; rest = rest[8..])
            hash = (BitOperations.RotateLeft(hash ^ Round(0, MemoryMarshal.Read<ulong>(rest)), 27) * P1) + P4;
        if (rest.Length >= 4)
        {
            hash = (BitOperations.RotateLeft(hash ^ (MemoryMarshal.Read<uint>(rest) * P1), 23) * P2) + P3;
            rest = rest[4..];
        }
        foreach (var b in rest)
            hash = BitOperations.RotateLeft(hash ^ (b * P5), 11) * P1;
        hash = (hash ^ (hash >> 33)) * P2;
        hash = (hash ^ (hash >> 29)) * P3;
        return hash ^ (hash >> 32);
    }

    private static ulong Round(ulong lane, ulong input) => BitOperations.RotateLeft(lane + (input * P2), 31) * P1;

    private struct Lanes
    {
        private ulong _a,
            _b,
            _c,
            _d;

        public static Lanes Start() =>
            new()
            {
                _a = unchecked(P1 + P2),
                _b = P2,
                _c = 0,
                _d = unchecked(0 - P1),
            };

        public void Add(ReadOnlySpan<byte> stripes)
        {
            var (a, b, c, d) = (_a, _b, _c, _d);
            var words = MemoryMarshal.Cast<byte, ulong>(stripes);
            for (; words.Length >= 4; words = words[4..])
                (a, b, c, d) = (Round(a, words[0]), Round(b, words[1]), Round(c, words[2]), Round(d, words[3]));
            (_a, _b, _c, _d) = (a, b, c, d);
        }

        public readonly ulong Merged(ulong length)
        {
            if (length < Stripe)
                return P5;
            var hash =
                BitOperations.RotateLeft(_a, 1)
                + BitOperations.RotateLeft(_b, 7)
                + BitOperations.RotateLeft(_c, 12)
                + BitOperations.RotateLeft(_d, 18);
            return Merge(Merge(Merge(Merge(hash, _a), _b), _c), _d);
        }

        private static ulong Merge(ulong hash, ulong lane) => ((hash ^ Round(0, lane)) * P1) + P4;
    }
}
