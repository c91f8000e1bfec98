using Dapper;
using Npgsql;
using Penstock.Core.Errors;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Undo;

/// <summary>
/// The states that led to what a table is now, the newest first, as far back as a run goes that is to be retracted.
/// </summary>
/// <param name="Table">The table.</param>
/// <param name="Later">Runs that published after the run's last snapshot, the newest first.</param>
/// <param name="Own">The run's snapshots that others were not made before, the newest first.</param>
/// <param name="Target">The state before them; null when there was none.</param>
/// <param name="Since">When the run's first snapshot was published.</param>
internal sealed record TableLine(
    TableName Table,
    IReadOnlyList<(Guid RunId, DateTime At)> Later,
    IReadOnlyList<long> Own,
    TargetSnapshot? Target,
    DateTime Since
)
{
    /// <summary>
    /// The line of a table that was set aside when its name became a view's, for which nothing of it is to be retracted.
    /// </summary>
    /// <param name="connection">The transaction's connection.</param>
    /// <param name="table">The table.</param>
    /// <param name="snapshot">Its last snapshot.</param>
    /// <param name="since">When it was set aside.</param>
    /// <exception cref="PenstockException">That snapshot was expired.</exception>
    public static async Task<TableLine> BackToAsync(
        NpgsqlConnection connection,
        TableName table,
        long snapshot,
        DateTime since
    )
    {
        var target = await connection.QuerySingleAsync<TargetSnapshot>(
            """SELECT id AS "Id", run_id AS "RunId", iceberg_id AS "IcebergId", committed_at AS "CommittedAt", expired_at AS "ExpiredAt" FROM lake.snapshot WHERE id = @snapshot""",
            new { snapshot }
        );
        return target.ExpiredAt is null ? new TableLine(table, [], [], target, since) : throw Expired(target.Id, table);
    }

    /// <summary>Reads a table's line; null when nothing of the run is in it.</summary>
    /// <exception cref="PenstockException">The state before was expired.</exception>
    public static async Task<TableLine?> ReadAsync(
        NpgsqlConnection connection,
        TableName table,
        long current,
        Guid runId
    )
    {
        var line = (
            await connection.QueryAsync<TargetSnapshot>(
                """
                WITH RECURSIVE line AS (
                    SELECT s.*, 0 AS age FROM lake.snapshot s WHERE id = @current
                    UNION ALL SELECT s.*, line.age + 1 FROM line JOIN lake.snapshot s ON s.id = line.parent_id
                )
                SELECT id AS "Id", run_id AS "RunId", iceberg_id AS "IcebergId", committed_at AS "CommittedAt", expired_at AS "ExpiredAt" FROM line ORDER BY age
                """,
                new { current }
            )
        ).ToList();
        var last = line.FindLastIndex(s => s.RunId == runId);
        if (last < 0)
            return null;
        var target = last + 1 < line.Count ? line[last + 1] : null;
        var later = line.Take(last).Where(s => s.RunId != runId).Select(s => (s.RunId, s.CommittedAt)).ToList();
        if (later.Count == 0 && target?.ExpiredAt is not null)
            throw Expired(target.Id, table);
        return new TableLine(
            table,
            later,
            [.. line.Take(last + 1).Where(s => s.RunId == runId).Select(s => s.Id)],
            target,
            line[last].CommittedAt
        );
    }

    private static PenstockException Expired(long snapshot, TableName table) =>
        new(
            "The state before the run was expired",
            $"snapshot {snapshot} of {table}",
            "Nothing was retracted",
            $"penstock replay, which makes {table} anew from landing"
        );
}
