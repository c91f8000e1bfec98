using DuckDB.NET.Native;

namespace Penstock.LakeLayers.Query.DuckDb;

/// <summary>
/// A result that is made while it is read, chunk by chunk (at most 2,048 rows), in bounded memory. The session can do nothing
/// else
/// until the stream is disposed. Vectors are valid until the next <see cref="MoveNext"/>.
/// </summary>
public sealed class DuckDbStream : IDisposable
{
    private readonly DuckDBNativeConnection _connection;
    private readonly QueryResult _result;
    private readonly string _sql;
    private readonly CancellationToken _cancellationToken;
    private readonly DuckDbVector[] _vectors;
    private DuckDBDataChunk? _chunk;

    internal DuckDbStream(
        DuckDBNativeConnection connection,
        QueryResult result,
        string sql,
        CancellationToken cancellationToken
    )
    {
        _connection = connection;
        _result = result;
        _sql = sql;
        _cancellationToken = cancellationToken;
        Columns =
        [
            .. Enumerable.Range(0, (int)NativeMethods.Query.DuckDBColumnCount(ref result.Native)).Select(Column),
        ];
        _vectors = new DuckDbVector[Columns.Count];
    }

    /// <summary>The columns, in order.</summary>
    public IReadOnlyList<DuckDbColumn> Columns { get; }

    /// <summary>Rows in the current chunk.</summary>
    public int Count { get; private set; }

    /// <summary>A column of the current chunk.</summary>
    public DuckDbVector this[int column] => _vectors[column];

    /// <summary>Goes to the next chunk.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="DuckDbException">The query failed under way.</exception>
    /// <exception cref="OperationCanceledException">The token given to the query was cancelled.</exception>
    public bool MoveNext()
    {
        _chunk?.Dispose();
        _cancellationToken.ThrowIfCancellationRequested();
        using (new Interruption(_connection, _cancellationToken))
            _chunk = NativeMethods.Query.DuckDBFetchChunk(_result.Native);
        Count = 0;
        if (_chunk.IsInvalid)
        {
            // No chunk means the end or an error.
            if (_result.Error is { Length: > 0 })
                Statement.Fail(_result, _sql, _cancellationToken);
            return false;
        }

        Count = (int)NativeMethods.DataChunks.DuckDBDataChunkGetSize(_chunk);
        for (var i = 0; i < _vectors.Length; i++)
            _vectors[i] = new DuckDbVector(
                NativeMethods.DataChunks.DuckDBDataChunkGetVector(_chunk, i),
                Columns[i].Logical,
                Count
            );
        return Count > 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _chunk?.Dispose();
        _result.Dispose();
    }

    private DuckDbColumn Column(int index)
    {
        var type = DuckDbType.Take(NativeMethods.Query.DuckDBColumnLogicalType(ref _result.Native, index));
        return new DuckDbColumn(NativeMethods.Query.DuckDBColumnName(ref _result.Native, index), type.Name, type);
    }
}
