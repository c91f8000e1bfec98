using Penstock.LakeLayers.Query.DuckDb.Native;

namespace Penstock.LakeLayers.Query.DuckDb;

/// <summary>Runs SQL text on a connection: splits it, prepares and binds each statement, and gives the last one's result.</summary>
internal static unsafe class Statement
{
    public const int Select = 1;

    public static ResultHandle Run(
        ConnectionHandle connection,
        string sql,
        IReadOnlyList<object?>? parameters,
        bool streaming,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var interruption = new Interruption(connection, cancellationToken);
        using var extracted = Extract(connection, sql, out var count);
        ResultHandle? result = null;
        for (ulong i = 0; i < count; i++)
        {
            result?.Dispose();
            using var statement = Prepare(connection, extracted, i, sql);
            Bind(statement, parameters, sql);
            result = new ResultHandle();
            var state =
                streaming && i == count - 1
                    ? DuckDbNative.ExecutePreparedStreaming(statement, result.Result)
                    : DuckDbNative.ExecutePrepared(statement, result.Result);
            if (state != 0)
                Fail(result, sql, cancellationToken);
        }
        return result ?? throw new DuckDbException("The text holds no statement", DuckDbErrorType.Parser, sql);
    }

    /// <summary>The kinds of all statements in the text (DuckDB's <c>duckdb_statement_type</c>), without running any.</summary>
    public static IReadOnlyList<int> Kinds(ConnectionHandle connection, string sql)
    {
        using var extracted = Extract(connection, sql, out var count);
        var kinds = new List<int>();
        for (ulong i = 0; i < count; i++)
        {
            using var statement = Prepare(connection, extracted, i, sql);
            kinds.Add(DuckDbNative.StatementType(statement));
        }
        return kinds;
    }

    /// <summary>Throws what went wrong with a result, and releases it.</summary>
    public static void Fail(ResultHandle result, string sql, CancellationToken cancellationToken)
    {
        using (result)
        {
            var type = (DuckDbErrorType)DuckDbNative.ResultErrorType(result.Result);
            if (type == DuckDbErrorType.Interrupt)
                cancellationToken.ThrowIfCancellationRequested();
            throw new DuckDbException(
                NativeText.Read(DuckDbNative.ResultError(result.Result)) ?? "DuckDB failed without a message",
                type,
                sql
            );
        }
    }

    private static ExtractedHandle Extract(ConnectionHandle connection, string sql, out ulong count)
    {
        count = DuckDbNative.ExtractStatements(connection, sql, out var extracted);
        if (count > 0)
            return extracted;
        using (extracted)
            throw new DuckDbException(
                NativeText.Read(DuckDbNative.ExtractStatementsError(extracted)) ?? "The text holds no statement",
                DuckDbErrorType.Parser,
                sql
            );
    }

    private static StatementHandle Prepare(
        ConnectionHandle connection,
        ExtractedHandle extracted,
        ulong index,
        string sql
    )
    {
        if (DuckDbNative.PrepareExtracted(connection, extracted, index, out var statement) == 0)
            return statement;
        using (statement)
        {
            var message =
                NativeText.Read(DuckDbNative.PrepareError(statement)) ?? "DuckDB could not prepare the statement";
            throw new DuckDbException(message, ErrorWord.TypeOf(message), sql);
        }
    }

    private static void Bind(StatementHandle statement, IReadOnlyList<object?>? parameters, string sql)
    {
        var count = (int)DuckDbNative.ParameterCount(statement);
        if (count > (parameters?.Count ?? 0))
            throw new DuckDbException(
                $"The statement has {count} parameters, {parameters?.Count ?? 0} were given",
                DuckDbErrorType.Binder,
                sql
            );
        for (var i = 0; i < count; i++)
        {
            using var value = ParameterValue.Create(parameters![i]);
            if (DuckDbNative.BindValue(statement, (ulong)i + 1, value) != 0)
                throw new DuckDbException($"Parameter {i + 1} cannot be bound", DuckDbErrorType.Binder, sql);
        }
    }
}
