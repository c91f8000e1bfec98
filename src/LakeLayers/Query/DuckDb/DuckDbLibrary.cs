using System.Runtime.InteropServices;
using DuckDB.NET.Native;
using Penstock.Core.Errors;

namespace Penstock.LakeLayers.Query.DuckDb;

/// <summary>
/// DuckDB's native library, which comes with the package DuckDB.NET.Bindings.Full, and the three functions of its C API
/// (https://duckdb.org/docs/stable/clients/c/api) that <see cref="NativeMethods"/> leaves out.
/// </summary>
internal static unsafe class DuckDbLibrary
{
    private static readonly Lazy<nint> Handle = new(Load, LazyThreadSafetyMode.PublicationOnly);

    private static readonly Lazy<nint> CreateVarchar = Export("duckdb_create_varchar_length"),
        StatementType = Export("duckdb_prepared_statement_type"),
        TypeAlias = Export("duckdb_logical_type_get_alias");

    /// <summary>
    /// Loads the library, once. Call it before the first native call, so that a missing library is an error for people.
    /// </summary>
    /// <exception cref="PenstockException">The library is not there or cannot be loaded.</exception>
    public static void Ensure() => _ = Handle.Value;

    /// <summary>A VARCHAR of any UTF-8 text; the package's function ends it at the first NUL.</summary>
    public static DuckDBValue Varchar(ReadOnlySpan<byte> text)
    {
        var value = new DuckDBValue();
        fixed (byte* p = text)
            Marshal.InitHandle(
                value,
                ((delegate* unmanaged[Cdecl]<byte*, ulong, nint>)CreateVarchar.Value)(p, (ulong)text.Length)
            );
        return value;
    }

    /// <summary>What kind of statement it is, without running it; the package tells that of results only.</summary>
    public static DuckDBStatementType KindOf(DuckDBPreparedStatement statement)
    {
        var kind = ((delegate* unmanaged[Cdecl]<nint, int>)StatementType.Value)(statement.DangerousGetHandle());
        GC.KeepAlive(statement);
        return (DuckDBStatementType)kind;
    }

    /// <summary>The name that an extension gave to a type, as JSON is one for VARCHAR; null: none.</summary>
    public static string? AliasOf(DuckDBLogicalType type)
    {
        var alias = ((delegate* unmanaged[Cdecl]<nint, nint>)TypeAlias.Value)(type.DangerousGetHandle());
        GC.KeepAlive(type);
        if (alias == 0)
            return null;
        var text = Marshal.PtrToStringUTF8(alias);
        NativeMethods.Helpers.DuckDBFree(alias);
        return text;
    }

    private static Lazy<nint> Export(string name) => new(() => NativeLibrary.GetExport(Handle.Value, name));

    private static nint Load()
    {
        try
        {
            return NativeLibrary.Load("duckdb", typeof(NativeMethods).Assembly, null);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new PenstockException(
                $"DuckDB's native library cannot be loaded ({e.Message.Split('\n')[0]})",
                "libduckdb.so",
                "Nothing was changed",
                "build or install Penstock again for this machine, linux-x64 or linux-arm64; penstock doctor",
                e
            );
        }
    }
}
