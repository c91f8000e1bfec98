using System.Runtime.InteropServices;

namespace Penstock.LakeLayers.Query.DuckDb.Native;

/// <summary>The part of the C API that makes functions for SQL (https://duckdb.org/docs/stable/clients/c/api#scalar-functions).</summary>
internal static unsafe partial class DuckDbFunctions
{
    private const string Library = DuckDbLibrary.Name;

    [LibraryImport(Library, EntryPoint = "duckdb_create_scalar_function")]
    public static partial nint Create();

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_scalar_function")]
    public static partial void Destroy(ref nint function);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_set_name", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void SetName(nint function, string name);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_set_varargs")]
    public static partial void SetVarargs(nint function, nint type);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_set_return_type")]
    public static partial void SetReturnType(nint function, nint type);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_set_special_handling")]
    public static partial void SetSpecialHandling(nint function);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_set_extra_info")]
    public static partial void SetExtraInfo(nint function, nint info, delegate* unmanaged[Cdecl]<nint, void> release);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_get_extra_info")]
    public static partial nint ExtraInfo(nint call);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_set_function")]
    public static partial void SetFunction(nint function, delegate* unmanaged[Cdecl]<nint, nint, nint, void> body);

    [LibraryImport(
        Library,
        EntryPoint = "duckdb_scalar_function_set_error",
        StringMarshalling = StringMarshalling.Utf8
    )]
    public static partial void SetError(nint call, string error);

    [LibraryImport(Library, EntryPoint = "duckdb_register_scalar_function")]
    public static partial int Register(ConnectionHandle connection, nint function);

    [LibraryImport(Library, EntryPoint = "duckdb_data_chunk_get_size")]
    public static partial ulong ChunkSize(nint chunk);

    [LibraryImport(Library, EntryPoint = "duckdb_data_chunk_get_column_count")]
    public static partial ulong ChunkColumns(nint chunk);

    [LibraryImport(Library, EntryPoint = "duckdb_data_chunk_get_vector")]
    public static partial nint ChunkVector(nint chunk, ulong column);

    [LibraryImport(Library, EntryPoint = "duckdb_vector_get_column_type")]
    public static partial nint VectorType(nint vector);
}
