using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Penstock.LakeLayers.Query.DuckDb;

namespace Penstock.Warehouse.Copy;

/// <summary>Shows the chunks of a stream to the encoder.</summary>
internal sealed unsafe class CopyChunk(int columns)
{
    private const int Words = 2048 / 64;

    // Pinned, because the encoder reads the bits through pointers.
    private readonly ulong[] _bits = GC.AllocateUninitializedArray<ulong>(columns * Words, pinned: true);

    private readonly CopyVector[] _vectors = new CopyVector[columns];

    /// <summary>The stream's current chunk; valid until the stream moves on.</summary>
    public ReadOnlySpan<CopyVector> Show(DuckDbStream stream)
    {
        for (var c = 0; c < _vectors.Length; c++)
        {
            var vector = stream[c];
            var data = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(vector.Values<byte>()));
            _vectors[c] = new CopyVector(data, vector.MayHaveNulls ? Validity(vector, c * Words) : null);
        }
        return _vectors;
    }

    private ulong* Validity(DuckDbVector vector, int start)
    {
        var bits = _bits.AsSpan(start, Words);
        bits.Clear();
        for (var row = 0; row < vector.Count; row++)
        {
            if (!vector.IsNull(row))
                bits[row >> 6] |= 1UL << (row & 63);
        }
        return (ulong*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(bits));
    }
}
