using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Penstock.LakeLayers.Query.DuckDb.Native;

namespace Penstock.LakeLayers.Query.DuckDb;

/// <summary>A <see cref="RowNumbering"/> as a function of a session's SQL, with any number of arguments of any types. It lives as long as the session.</summary>
internal static unsafe class ScalarFunction
{
    /// <exception cref="DuckDbException">The name is taken.</exception>
    public static void Register(ConnectionHandle connection, string name, RowNumbering body)
    {
        var function = DuckDbFunctions.Create();
        var (any, integer) = (
            DuckDbValues.LogicalType((int)DuckDbTypeId.Any),
            DuckDbValues.LogicalType((int)DuckDbTypeId.Integer)
        );
        try
        {
            DuckDbFunctions.SetName(function, name);
            DuckDbFunctions.SetVarargs(function, any);
            DuckDbFunctions.SetReturnType(function, integer);
            DuckDbFunctions.SetSpecialHandling(function);
            DuckDbFunctions.SetExtraInfo(function, GCHandle.ToIntPtr(GCHandle.Alloc(body)), &Release);
            DuckDbFunctions.SetFunction(function, &Call);
            if (DuckDbFunctions.Register(connection, function) != 0)
                throw new DuckDbException(
                    $"The function {name} could not be registered",
                    DuckDbErrorType.Catalog,
                    null
                );
        }
        finally
        {
            DuckDbVectors.DestroyLogicalType(ref any);
            DuckDbVectors.DestroyLogicalType(ref integer);
            DuckDbFunctions.Destroy(ref function);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Call(nint call, nint chunk, nint output)
    {
        try
        {
            var body = (RowNumbering)GCHandle.FromIntPtr(DuckDbFunctions.ExtraInfo(call)).Target!;
            var rows = (int)DuckDbFunctions.ChunkSize(chunk);
            var arguments = new DuckDbVector[DuckDbFunctions.ChunkColumns(chunk)];
            for (var i = 0; i < arguments.Length; i++)
            {
                var vector = DuckDbFunctions.ChunkVector(chunk, (ulong)i);
                arguments[i] = new DuckDbVector(vector, DuckDbType.Take(DuckDbFunctions.VectorType(vector)), rows);
            }
            body(arguments, new Span<int>(DuckDbVectors.Data(output), rows));
        }
        catch (Exception e)
        {
            // Nothing may be thrown through the library: it is told instead, and the statement fails with it.
            DuckDbFunctions.SetError(call, e.Message);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Release(nint info) => GCHandle.FromIntPtr(info).Free();
}
