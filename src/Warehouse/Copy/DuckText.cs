using System.Runtime.InteropServices;

namespace Penstock.Warehouse.Copy;

/// <summary>DuckDB's string cell: up to 12 bytes in place, longer ones behind a pointer.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct DuckText
{
    private const int LongestInPlace = 12;

    private uint _length;
    private uint _prefix;
    private byte* _pointer;

    /// <summary>The bytes; valid while the cell's chunk is.</summary>
    public ReadOnlySpan<byte> Bytes
    {
        get
        {
            fixed (DuckText* self = &this)
                return new ReadOnlySpan<byte>(
                    _length <= LongestInPlace ? (byte*)&self->_prefix : _pointer,
                    checked((int)_length)
                );
        }
    }
}
