using System.Globalization;
using Dapper;
using Penstock.Core.Errors;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Zones;

/// <summary>The lake's past: which snapshots a table had, and what a point in time is called.</summary>
public sealed class History(Lake lake)
{
    /// <summary>
    /// The time that a text means: an instant (ISO 8601, UTC unless it says otherwise), the number of a snapshot (here or as
    /// another engine numbered it), or the id of a run (when it had published everything).
    /// </summary>
    /// <exception cref="UsageException">It is none of these, or there is no such snapshot or run.</exception>
    public async Task<DateTimeOffset> TimeOfAsync(string text, CancellationToken cancellationToken = default)
    {
        await using var connection = await lake.Metadata.DataSource.OpenConnectionAsync(cancellationToken);
        DateTime? at;
        if (Guid.TryParse(text, out var run))
            at = await connection.QuerySingleAsync<DateTime?>(
                "SELECT max(committed_at) FROM (SELECT committed_at FROM lake.snapshot WHERE run_id = @run UNION ALL SELECT committed_at FROM lake.view_version WHERE run_id = @run) AS published",
                new { run }
            );
        else if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            at = await connection.QuerySingleOrDefaultAsync<DateTime?>(
                "SELECT committed_at FROM lake.snapshot WHERE id = @id OR iceberg_id = @id ORDER BY id = @id DESC, id LIMIT 1",
                new { id }
            );
        else if (
            DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
        )
            return time;
        else
            throw new UsageException(
                "Not a point in the lake's history",
                text,
                "give a time such as 2026-11-21T08:00, a snapshot from penstock zones history, or a run from penstock runs"
            );
        return at is { } found
            ? new DateTimeOffset(found, TimeSpan.Zero)
            : throw new UsageException(
                "Nothing was published by that name",
                text,
                "penstock zones history <table> shows snapshots, penstock runs the runs"
            );
    }

    /// <summary>The definitions that a view had, the newest first.</summary>
    public async Task<IReadOnlyList<PublishedView>> ListViewAsync(
        TableName view,
        int limit = 50,
        CancellationToken cancellationToken = default
    )
    {
        await using var connection = await lake.Metadata.DataSource.OpenConnectionAsync(cancellationToken);
        return (
            await connection.QueryAsync<PublishedView>(
                """
                SELECT committed_at AS "CommittedAt", run_id AS "RunId", sql AS "Sql", retracted_at AS "RetractedAt" FROM lake.view_version WHERE zone = @Zone AND name = @Name ORDER BY id DESC LIMIT @limit
                """,
                new
                {
                    view.Zone,
                    view.Name,
                    limit,
                }
            )
        ).AsList();
    }

    /// <summary>The snapshots that a table had and that can still be read, the newest first.</summary>
    public async Task<IReadOnlyList<PublishedSnapshot>> ListAsync(
        TableName table,
        int limit = 50,
        CancellationToken cancellationToken = default
    )
    {
        await using var connection = await lake.Metadata.DataSource.OpenConnectionAsync(cancellationToken);
        return (
            await connection.QueryAsync<PublishedSnapshot>(
                """
                SELECT s.id AS "Id", s.committed_at AS "CommittedAt", s.run_id AS "RunId",
                    coalesce(sum(f.row_count) FILTER (WHERE f.added_by = s.id AND f.content = 0), 0)::bigint AS "RowsAdded",
                    coalesce(sum(f.row_count) FILTER (WHERE f.removed_by = s.id AND f.content = 0), 0)::bigint AS "RowsRemoved", s.retracted_at AS "RetractedAt"
                FROM (SELECT * FROM lake.snapshot WHERE zone = @Zone AND name = @Name AND expired_at IS NULL ORDER BY id DESC LIMIT @limit) s
                LEFT JOIN lake.data_file f ON f.zone = s.zone AND f.name = s.name AND s.id IN (f.added_by, f.removed_by)
                GROUP BY s.id, s.committed_at, s.run_id, s.retracted_at ORDER BY s.id DESC
                """,
                new
                {
                    table.Zone,
                    table.Name,
                    limit,
                }
            )
        ).AsList();
    }
}
