using System.Runtime.InteropServices;

namespace Penstock.LakeLayers.Query.DuckDb.Native;

/// <summary>C strings.</summary>
internal static unsafe class NativeText
{
    /// <summary>Copies a string that DuckDB keeps.</summary>
    public static string? Read(byte* text) => Marshal.PtrToStringUTF8((nint)text);

    /// <summary>Copies a string that is ours to free.</summary>
    public static string? Take(byte* text)
    {
        if (text is null)
            return null;
        try
        {
            return Read(text);
        }
        finally
        {
            DuckDbNative.Free(text);
        }
    }
}
