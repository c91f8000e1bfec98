using System.Runtime.InteropServices;

namespace Penstock.LakeLayers.Query.DuckDb.Native;

#pragma warning disable CS0649 // Filled in by the library.

/// <summary><c>duckdb_result</c>; passed by value to <c>duckdb_fetch_chunk</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeResult
{
    public ulong ColumnCount,
        RowCount,
        RowsChanged;
    public nint Columns,
        ErrorMessage,
        Internal;
}

/// <summary><c>duckdb_query_progress_type</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeProgress
{
    public double Percentage;
    public ulong RowsProcessed,
        TotalRows;
}

/// <summary><c>duckdb_decimal</c>: the unscaled value in two's complement.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeDecimal
{
    public byte Width,
        Scale;
    public ulong Lower;
    public long Upper;
}

/// <summary><c>duckdb_uhugeint</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeHuge
{
    public ulong Lower,
        Upper;
}

/// <summary><c>duckdb_string_t</c>: up to 12 bytes lie in the struct itself from offset 4 on, more behind the pointer.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeString
{
    public uint Length,
        Prefix;
    public nint Pointer;
}

/// <summary><c>duckdb_list_entry</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeListEntry
{
    public ulong Offset,
        Length;
}

/// <summary><c>duckdb_interval</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeInterval
{
    public int Months,
        Days;
    public long Micros;
}
