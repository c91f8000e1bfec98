using DuckDB.NET.Native;

namespace Penstock.LakeLayers.Query.DuckDb;

/// <summary>
/// Runs SQL text on a connection: splits it, prepares and binds each statement, and gives the last one's result.
/// </summary>
internal static class Statement
{
    public static QueryResult Run(
        DuckDBNativeConnection connection,
        string sql,
        IReadOnlyList<object?>? parameters,
        bool streaming,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var interruption = new Interruption(connection, cancellationToken);
        using var extracted = Extract(connection, sql, out var count);
        QueryResult? result = null;
        for (var i = 0; i < count; i++)
        {
            result?.Dispose();
            using var statement = Prepare(connection, extracted, i, sql);
            Bind(statement, parameters, sql);
            result = new QueryResult();
            var state =
                streaming && i == count - 1
                    ? NativeMethods.PreparedStatements.DuckDBExecutePreparedStreaming(statement, out result.Native)
                    : NativeMethods.PreparedStatements.DuckDBExecutePrepared(statement, out result.Native);
            if (!state.IsSuccess())
                Fail(result, sql, cancellationToken);
        }
        return result ?? throw new DuckDbException("The text holds no statement", DuckDbErrorType.Parser, sql);
    }

    /// <summary>The kinds of all statements in the text (DuckDB's <c>duckdb_statement_type</c>), without running any.</summary>
    public static IReadOnlyList<DuckDBStatementType> Kinds(DuckDBNativeConnection connection, string sql)
    {
        using var extracted = Extract(connection, sql, out var count);
        var kinds = new List<DuckDBStatementType>();
        for (var i = 0; i < count; i++)
        {
            using var statement = Prepare(connection, extracted, i, sql);
            kinds.Add(DuckDbLibrary.KindOf(statement));
        }
        return kinds;
    }

    /// <summary>Throws what went wrong with a result, and releases it.</summary>
    public static void Fail(QueryResult result, string sql, CancellationToken cancellationToken)
    {
        using (result)
        {
            var type = (DuckDbErrorType)NativeMethods.Query.DuckDBResultErrorType(ref result.Native);
            if (type == DuckDbErrorType.Interrupt)
                cancellationToken.ThrowIfCancellationRequested();
            throw new DuckDbException(result.Error ?? "DuckDB failed without a message", type, sql);
        }
    }

    private static DuckDBExtractedStatements Extract(DuckDBNativeConnection connection, string sql, out int count)
    {
        count = NativeMethods.ExtractStatements.DuckDBExtractStatements(connection, sql, out var extracted);
        if (count > 0)
            return extracted;
        using (extracted)
            throw new DuckDbException(
                NativeMethods.ExtractStatements.DuckDBExtractStatementsError(extracted)
                    ?? "The text holds no statement",
                DuckDbErrorType.Parser,
                sql
            );
    }

    private static DuckDBPreparedStatement Prepare(
        DuckDBNativeConnection connection,
        DuckDBExtractedStatements extracted,
        int index,
        string sql
    )
    {
        var state = NativeMethods.ExtractStatements.DuckDBPrepareExtractedStatement(
            connection,
            extracted,
            index,
            out var statement
        );
        if (state.IsSuccess())
            return statement;
        using (statement)
        {
            var message =
                NativeMethods.PreparedStatements.DuckDBPrepareError(statement)
                ?? "DuckDB could not prepare the statement";
            throw new DuckDbException(message, ErrorWord.TypeOf(message), sql);
        }
    }

    private static void Bind(DuckDBPreparedStatement statement, IReadOnlyList<object?>? parameters, string sql)
    {
        var count = (int)NativeMethods.PreparedStatements.DuckDBParams(statement);
        if (count > (parameters?.Count ?? 0))
            throw new DuckDbException(
                $"The statement has {count} parameters, {parameters?.Count ?? 0} were given",
                DuckDbErrorType.Binder,
                sql
            );
        for (var i = 0; i < count; i++)
        {
            using var value = ParameterValue.Create(parameters![i]);
            if (!NativeMethods.PreparedStatements.DuckDBBindValue(statement, i + 1, value).IsSuccess())
                throw new DuckDbException($"Parameter {i + 1} cannot be bound", DuckDbErrorType.Binder, sql);
        }
    }
}
