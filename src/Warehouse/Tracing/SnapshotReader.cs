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
        var found = await SelectAsync(key.Select(k => (k.Key, (object?)k.Value)), limit, cancellationToken);
        return found.Count > 0 ? found : throw RowTracer.NoRow(_snapshot.Table.ToString(), key);
    }

    /// <summary>
    /// The rows that a warehouse row was loaded from: those equal in its primary key, or in all common columns when the key is
    /// not among them.
    /// </summary>
    public Task<IReadOnlyList<TracedRow>> FindEqualAsync(
        IReadOnlyDictionary<string, object?> row,
        IReadOnlyList<string> primaryKey,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var common = _snapshot.Schema.Select(f => f.Name).Where(row.ContainsKey).ToList();
        var columns = primaryKey.Count > 0 && primaryKey.All(common.Contains) ? primaryKey : common;
        return SelectAsync(columns.Select(c => (c, row[c])), limit, cancellationToken);
    }

    public ValueTask DisposeAsync() => _job.DisposeAsync();

    private async Task<IReadOnlyList<TracedRow>> SelectAsync(
        IEnumerable<(string Column, object? Value)> key,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var pairs = key.ToList();
        // The value takes the column's type, so that text from the command line compares as a number or a date.
        var where = pairs.Select(
            (p, i) =>
                $"{Sql.Identifier(p.Column)} IS NOT DISTINCT FROM CAST(${i + 1} AS {_snapshot.Schema.First(f => f.Name == p.Column).Type})"
        );
        var rows = await _job.QueryAsync(
            $"SELECT * FROM t WHERE {string.Join(" AND ", where.DefaultIfEmpty("true"))} LIMIT {limit}",
            [.. pairs.Select(p => p.Value)],
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
