using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DuckDB.NET.Native;
using Functions = DuckDB.NET.Native.NativeMethods.ScalarFunction;

namespace Penstock.LakeLayers.Query.DuckDb;

/// <summary>
/// A <see cref="RowNumbering"/> as a function of a session's SQL, with any number of arguments of any types. It lives as long
/// as the session.
/// </summary>
internal static unsafe class ScalarFunction
{
    /// <exception cref="DuckDbException">The name is taken.</exception>
    public static void Register(DuckDBNativeConnection connection, string name, RowNumbering body)
    {
        var function = Functions.DuckDBCreateScalarFunction();
        using var any = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.Any);
        using var integer = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.Integer);
        try
        {
            Functions.DuckDBScalarFunctionSetName(function, name);
            Functions.DuckDBScalarFunctionSetVarargs(function, any);
            Functions.DuckDBScalarFunctionSetReturnType(function, integer);
            Functions.DuckDBScalarFunctionSetSpecialHandling(function);
            Functions.DuckDBScalarFunctionSetExtraInfo(function, GCHandle.ToIntPtr(GCHandle.Alloc(body)), &Release);
            Functions.DuckDBScalarFunctionSetFunction(function, &Call);
            if (!Functions.DuckDBRegisterScalarFunction(connection, function).IsSuccess())
                throw new DuckDbException(
                    $"The function {name} could not be registered",
                    DuckDbErrorType.Catalog,
                    null
                );
        }
        finally
        {
            Functions.DuckDBDestroyScalarFunction(ref function);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Call(nint call, nint chunk, nint output)
    {
        try
        {
            var body = (RowNumbering)GCHandle.FromIntPtr(Functions.DuckDBScalarFunctionGetExtraInfo(call)).Target!;
            using var input = new DuckDBDataChunk(chunk);
            var rows = (int)NativeMethods.DataChunks.DuckDBDataChunkGetSize(input);
            var arguments = new DuckDbVector[NativeMethods.DataChunks.DuckDBDataChunkGetColumnCount(input)];
            for (var i = 0; i < arguments.Length; i++)
            {
                var vector = NativeMethods.DataChunks.DuckDBDataChunkGetVector(input, i);
                arguments[i] = new DuckDbVector(
                    vector,
                    DuckDbType.Take(NativeMethods.Vectors.DuckDBVectorGetColumnType(vector)),
                    rows
                );
            }
            body(arguments, new Span<int>(NativeMethods.Vectors.DuckDBVectorGetData(output), rows));
        }
        catch (Exception e)
        {
            // Nothing may be thrown through the library: it is told instead, and the statement fails with it.
            Functions.DuckDBScalarFunctionSetError(call, e.Message);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Release(nint info) => GCHandle.FromIntPtr(info).Free();
}
