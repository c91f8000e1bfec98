using Dapper;
using Npgsql;

namespace Penstock.LakeLayers.Tables;

/// <summary>A table's past in the index, within the transaction that shortens it.</summary>
internal sealed class SnapshotRows(NpgsqlConnection connection, TableName table)
{
    /// <summary>The snapshots that can be read, the newest first.</summary>
    public async Task<IReadOnlyList<SnapshotRow>> ListAsync() =>
        (
            await connection.QueryAsync<SnapshotRow>(
                """
                SELECT id AS "Id", iceberg_id AS "IcebergId", committed_at AS "CommittedAt", row_number() OVER (ORDER BY id DESC) - 1 AS "Age"
                FROM lake.snapshot WHERE zone = @Zone AND name = @Name AND expired_at IS NULL ORDER BY id DESC
                """,
                new { table.Zone, table.Name }
            )
        ).AsList();

    /// <summary>Marks snapshots as expired, and forgets the files that no other one has.</summary>
    /// <returns>How many files, and their bytes.</returns>
    public async Task<(long Files, long Bytes)> ExpireAsync(long[] ids)
    {
        await connection.ExecuteAsync(
            "UPDATE lake.snapshot SET expired_at = clock_timestamp() WHERE id = ANY (@ids)",
            new { ids }
        );
        // A file that came back after it was removed has two rows: it is needed as long as one of them is.
        return await connection.QuerySingleAsync<(long, long)>(
            """
            WITH gone AS (
                DELETE FROM lake.data_file f WHERE f.zone = @Zone AND f.name = @Name AND f.removed_by IS NOT NULL AND NOT EXISTS (
                    SELECT FROM lake.snapshot s
                    WHERE s.zone = f.zone AND s.name = f.name AND s.expired_at IS NULL AND s.id >= f.added_by AND s.id < f.removed_by)
                RETURNING f.id, f.object_key, f.size)
            SELECT count(*), coalesce(sum(size), 0)::bigint FROM (SELECT DISTINCT object_key, size FROM gone) g
            WHERE NOT EXISTS (SELECT FROM lake.data_file f WHERE f.object_key = g.object_key AND f.id NOT IN (SELECT id FROM gone))
            """,
            new { table.Zone, table.Name }
        );
    }
}
