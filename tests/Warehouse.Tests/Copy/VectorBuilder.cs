using System.Runtime.InteropServices;
using Penstock.Warehouse.Copy;

namespace Penstock.Warehouse.Tests.Copy;

/// <summary>Lays values out in native memory as a DuckDB vector does.</summary>
internal sealed unsafe class VectorBuilder : IDisposable
{
    private readonly List<nint> _blocks = [];

    public CopyVector Build<T>(IReadOnlyList<T?> values)
        where T : unmanaged
    {
        var data = (T*)Allocate(values.Count * sizeof(T));
        for (var i = 0; i < values.Count; i++)
            data[i] = values[i] ?? default;
        return new CopyVector((byte*)data, Validity(values.Count, i => values[i] is not null));
    }

    public CopyVector BuildTexts(IReadOnlyList<byte[]?> values)
    {
        var data = (byte*)Allocate(values.Count * 16);
        for (var i = 0; i < values.Count; i++)
        {
            var text = values[i] ?? [];
            var cell = data + (16 * i);
            *(uint*)cell = (uint)text.Length;
            if (text.Length <= 12)
            {
                Marshal.Copy(text, 0, (nint)(cell + 4), text.Length);
                continue;
            }
            var far = Allocate(text.Length);
            Marshal.Copy(text, 0, far, text.Length);
            Marshal.Copy(text, 0, (nint)(cell + 4), 4);
            *(nint*)(cell + 8) = far;
        }
        return new CopyVector(data, Validity(values.Count, i => values[i] is not null));
    }

    public void Dispose() => _blocks.ForEach(b => NativeMemory.Free((void*)b));

    private ulong* Validity(int count, Func<int, bool> isValid)
    {
        if (Enumerable.Range(0, count).All(isValid))
            return null;
        var bits = (ulong*)Allocate((count + 63) / 64 * 8);
        for (var i = 0; i < count; i++)
        {
            if (isValid(i))
                bits[i >> 6] |= 1UL << (i & 63);
        }
        return bits;
    }

    private nint Allocate(int bytes)
    {
        var block = (nint)NativeMemory.AllocZeroed((nuint)Math.Max(1, bytes));
        _blocks.Add(block);
        return block;
    }
}
