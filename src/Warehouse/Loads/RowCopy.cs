using Npgsql;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.Warehouse.Copy;
using Penstock.Warehouse.Shapes;

namespace Penstock.Warehouse.Loads;

/// <summary>Streams the rows of a DuckDB query into a PostgreSQL table by binary COPY.</summary>
internal sealed class RowCopy(NpgsqlConnection connection, DuckDbSession duck, Action<long, long> progress)
{
    /// <summary>Copies all rows.</summary>
    /// <param name="shape">The columns.</param>
    /// <param name="target">The table, quoted.</param>
    /// <param name="query">DuckDB's query, with the columns in the shape's order and types.</param>
    /// <param name="options">Further options of COPY, for instance <c>, FREEZE</c>.</param>
    /// <param name="cancellationToken">Ends both sides.</param>
    /// <returns>Rows and bytes sent.</returns>
    public async Task<(long Rows, long Bytes)> RunAsync(
        TableShape shape,
        string target,
        string query,
        string options,
        CancellationToken cancellationToken
    )
    {
        var columns = shape.Columns.Select(c => new CopyColumn(c.Name, c.Type)).ToList();
        var sql = $"COPY {target} ({Sql.Identifiers(columns.Select(c => c.Name))}) FROM STDIN (FORMAT binary{options})";
        await using var copy = await connection.BeginRawBinaryCopyAsync(sql, cancellationToken);
        // Of each write: how long the whole takes does not matter.
        if (PostgresSilence.Of(connection) is { } limit)
            copy.WriteTimeout = (int)limit.TotalMilliseconds;
        try
        {
            return await Blocking.RunAsync(() => Send(shape.Title, columns, query, copy, cancellationToken));
        }
        catch
        {
            // Disposing a raw COPY ends it as a success, with the rows sent so far; only this makes it a failure.
            await TryCancelAsync(copy);
            throw;
        }
    }

    private (long Rows, long Bytes) Send(
        string title,
        List<CopyColumn> columns,
        string query,
        Stream copy,
        CancellationToken cancellationToken
    )
    {
        using var stream = duck.Stream(query, ct: cancellationToken);
        using var encoder = new CopyEncoder(copy, title, columns);
        var chunk = new CopyChunk(columns.Count);
        while (stream.MoveNext())
        {
            encoder.Write(chunk.Show(stream), stream.Count);
            progress(encoder.Rows, encoder.Bytes);
        }
        encoder.Finish();
        return (encoder.Rows, encoder.Bytes);
    }

    private static async Task TryCancelAsync(NpgsqlRawCopyStream copy)
    {
        try
        {
            await copy.CancelAsync();
        }
        catch (Exception e) when (e is NpgsqlException or IOException or InvalidOperationException)
        {
            // The connection itself is gone: the server rolls back by itself, and the first error says why.
        }
    }
}
