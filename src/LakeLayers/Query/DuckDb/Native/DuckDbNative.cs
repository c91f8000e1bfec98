using System.Runtime.InteropServices;

namespace Penstock.LakeLayers.Query.DuckDb.Native;

/// <summary>The functions of DuckDB's C API in use (https://duckdb.org/docs/stable/clients/c/api). States: 0 is success.</summary>
internal static unsafe partial class DuckDbNative
{
    private const string Library = DuckDbLibrary.Name;

    static DuckDbNative() => NativeLibrary.SetDllImportResolver(typeof(DuckDbNative).Assembly, DuckDbLibrary.Resolve);

    [LibraryImport(Library, EntryPoint = "duckdb_library_version")]
    public static partial byte* LibraryVersion();

    [LibraryImport(Library, EntryPoint = "duckdb_free")]
    public static partial void Free(void* memory);

    [LibraryImport(Library, EntryPoint = "duckdb_open_ext", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int OpenExt(string? path, out DatabaseHandle database, nint config, out byte* error);

    [LibraryImport(Library, EntryPoint = "duckdb_close")]
    public static partial void Close(ref nint database);

    [LibraryImport(Library, EntryPoint = "duckdb_connect")]
    public static partial int Connect(DatabaseHandle database, out ConnectionHandle connection);

    [LibraryImport(Library, EntryPoint = "duckdb_disconnect")]
    public static partial void Disconnect(ref nint connection);

    [LibraryImport(Library, EntryPoint = "duckdb_interrupt")]
    public static partial void Interrupt(ConnectionHandle connection);

    [LibraryImport(Library, EntryPoint = "duckdb_query_progress")]
    public static partial NativeProgress QueryProgress(ConnectionHandle connection);

    [LibraryImport(Library, EntryPoint = "duckdb_extract_statements", StringMarshalling = StringMarshalling.Utf8)]
    public static partial ulong ExtractStatements(
        ConnectionHandle connection,
        string sql,
        out ExtractedHandle extracted
    );

    [LibraryImport(Library, EntryPoint = "duckdb_extract_statements_error")]
    public static partial byte* ExtractStatementsError(ExtractedHandle extracted);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_extracted")]
    public static partial void DestroyExtracted(ref nint extracted);

    [LibraryImport(Library, EntryPoint = "duckdb_prepare_extracted_statement")]
    public static partial int PrepareExtracted(
        ConnectionHandle connection,
        ExtractedHandle extracted,
        ulong index,
        out StatementHandle statement
    );

    [LibraryImport(Library, EntryPoint = "duckdb_prepare_error")]
    public static partial byte* PrepareError(StatementHandle statement);

    [LibraryImport(Library, EntryPoint = "duckdb_nparams")]
    public static partial ulong ParameterCount(StatementHandle statement);

    [LibraryImport(Library, EntryPoint = "duckdb_prepared_statement_type")]
    public static partial int StatementType(StatementHandle statement);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_prepare")]
    public static partial void DestroyPrepare(ref nint statement);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_value")]
    public static partial int BindValue(StatementHandle statement, ulong index, ValueHandle value);

    [LibraryImport(Library, EntryPoint = "duckdb_execute_prepared")]
    public static partial int ExecutePrepared(StatementHandle statement, NativeResult* result);

    [LibraryImport(Library, EntryPoint = "duckdb_execute_prepared_streaming")]
    public static partial int ExecutePreparedStreaming(StatementHandle statement, NativeResult* result);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_result")]
    public static partial void DestroyResult(NativeResult* result);

    [LibraryImport(Library, EntryPoint = "duckdb_result_error")]
    public static partial byte* ResultError(NativeResult* result);

    [LibraryImport(Library, EntryPoint = "duckdb_result_error_type")]
    public static partial int ResultErrorType(NativeResult* result);

    [LibraryImport(Library, EntryPoint = "duckdb_rows_changed")]
    public static partial ulong RowsChanged(NativeResult* result);

    [LibraryImport(Library, EntryPoint = "duckdb_column_count")]
    public static partial ulong ColumnCount(NativeResult* result);

    [LibraryImport(Library, EntryPoint = "duckdb_column_name")]
    public static partial byte* ColumnName(NativeResult* result, ulong column);

    [LibraryImport(Library, EntryPoint = "duckdb_column_logical_type")]
    public static partial nint ColumnLogicalType(NativeResult* result, ulong column);

    [LibraryImport(Library, EntryPoint = "duckdb_fetch_chunk")]
    public static partial ChunkHandle FetchChunk(NativeResult result);

    [LibraryImport(Library, EntryPoint = "duckdb_data_chunk_get_size")]
    public static partial ulong ChunkSize(ChunkHandle chunk);

    [LibraryImport(Library, EntryPoint = "duckdb_data_chunk_get_vector")]
    public static partial nint ChunkVector(ChunkHandle chunk, ulong column);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_data_chunk")]
    public static partial void DestroyDataChunk(ref nint chunk);
}
