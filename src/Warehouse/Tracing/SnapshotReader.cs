using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.LakeLayers;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Tables;

namespace Penstock.Warehouse.Tracing;

/// <summary>Finds rows in one snapshot of a lake table.</summary>
internal sealed class SnapshotReader : IAsyncDisposable
{
    private readonly LakeJob _job;
    private readonly TableSnapshot _snapshot;

    private SnapshotReader(LakeJob job, TableSnapshot snapshot)
    {
        _job = job;
        _snapshot = snapshot;
    }

    public static async Task<SnapshotReader> OpenAsync(
        Lake lake,
        TableSnapshot snapshot,
        CancellationToken cancellationToken
    )
    {
        var job = lake.OpenJob(new LakeJobOptions { ReadOnly = true });
        try
        {
            await job.AttachTableAsync(snapshot, "t", cancellationToken: cancellationToken);
            return new SnapshotReader(job, snapshot);
        }
        catch
        {
            await job.DisposeAsync();
            throw;
        }
    }

    /// <summary>Rows whose columns have these values, given as text.</summary>
    public async Task<IReadOnlyList<TracedRow>> FindAsync(
        IReadOnlyDictionary<string, string> key,
        int limit,
        CancellationToken cancellationToken
    )
    {
        foreach (var column in key.Keys)
        {
            if (!_snapshot.Schema.Any(f => f.Name == column))
                throw new UsageException(
                    $"{_snapshot.Table} has no such column (it has {string.Join(", ", _snapshot.Schema.Select(f => f.Name))})",
                    column,
                    $"penstock zones head {_snapshot.Table}"
                );
        }
        IReadOnlyList<TracedRow> found;
        try
        {
            found = await SelectAsync([.. key.Select(k => (k.Key, (string?)k.Value))], limit, cancellationToken);
        }
        catch (DuckDbException e) when (e.ErrorType is DuckDbErrorType.Conversion or DuckDbErrorType.OutOfRange)
        {
            throw RowTracer.NoValue(_snapshot.Table.ToString(), key, e.Message);
        }
        return found.Count > 0 ? found : throw RowTracer.NoRow(_snapshot.Table.ToString(), key);
    }

    /// <summary>
    /// The rows that a warehouse row was loaded from: those equal in a key of the warehouse's table whose columns are here too,
    /// or in all common columns when there is none.
    /// </summary>
    /// <param name="row">The row's values as PostgreSQL writes them.</param>
    /// <param name="keys">See <see cref="WarehouseTable.Keys"/>.</param>
    /// <param name="limit">The most rows.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<IReadOnlyList<TracedRow>> FindEqualAsync(
        IReadOnlyDictionary<string, string?> row,
        IReadOnlyList<IReadOnlyList<string>> keys,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var common = _snapshot
            .Schema.Where(f => row.ContainsKey(f.Name) && IsComparable(f.Type))
            .Select(f => f.Name)
            .ToList();
        var columns = keys.FirstOrDefault(k => k.All(common.Contains)) ?? common;
        return SelectAsync([.. columns.Select(c => (c, row[c]))], limit, cancellationToken);
    }

    // The text takes the column's type, so that it compares as a number or a date. PostgreSQL writes bytes as \x and their digits.
    private string Typed(string column, int parameter)
    {
        var type = _snapshot.Schema.First(f => f.Name == column).Type;
        return type == "BLOB" ? $"unhex(substr(${parameter}, 3))" : $"CAST(${parameter} AS {type})";
    }

    public ValueTask DisposeAsync() => _job.DisposeAsync();

    // What both sides write as the same text; nested values, documents and intervals are written in other ways.
    private static bool IsComparable(string type) =>
        type is not ("JSON" or "INTERVAL")
        && type.IndexOfAny(['[', '(']) is var open
        && (open < 0 || type.StartsWith("DECIMAL", StringComparison.Ordinal));

    private async Task<IReadOnlyList<TracedRow>> SelectAsync(
        IReadOnlyList<(string Column, string? Value)> pairs,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var where = pairs.Select((p, i) => $"{Sql.Identifier(p.Column)} IS NOT DISTINCT FROM {Typed(p.Column, i + 1)}");
        var rows = await _job.QueryAsync(
            $"SELECT * FROM t WHERE {string.Join(" AND ", where.DefaultIfEmpty("true"))} LIMIT {limit}",
            [.. pairs.Select(p => (object?)p.Value)],
            cancellationToken
        );
        return
        [
            .. rows.Rows.Select(r => new TracedRow(
                _snapshot.Table.ToString(),
                _snapshot.Id,
                rows.Columns.Zip(r).ToDictionary(c => c.First.Name, c => c.Second)
            )),
        ];
    }
}
