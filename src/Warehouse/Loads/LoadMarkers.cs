using Dapper;
using Npgsql;
using Penstock.Core.Metadata;
using Penstock.Warehouse.Ddl;
using Penstock.Warehouse.Schemas;
using Penstock.Warehouse.Shapes;

namespace Penstock.Warehouse.Loads;

/// <summary>
/// The table <c>_penstock_load</c> of the warehouse schema: one row a table. It changes in the transaction that changes the
/// table, so it
/// is right also when the warehouse is another database than the metadata and the run died between the two commits.
/// </summary>
internal sealed class LoadMarkers(NpgsqlConnection connection, WarehouseSchema schema)
{
    private readonly string _table = Sql.Identifier(schema.Name, SchemaCheck.MarkerTable);

    public async Task<IReadOnlyDictionary<string, LoadMarker>> ReadAsync(
        ExistingSchema existing,
        CancellationToken cancellationToken
    )
    {
        if (!existing.Tables.ContainsKey(SchemaCheck.MarkerTable))
            return new Dictionary<string, LoadMarker>();
        var rows = await connection.QueryAsync<(string Table, long SnapshotId, string Fingerprint, long HighestKey)>(
            new CommandDefinition(
                $"SELECT table_name, snapshot_id, fingerprint, highest_key FROM {_table}",
                cancellationToken: cancellationToken
            )
        );
        return rows.ToDictionary(
            r => r.Table,
            r => new LoadMarker(r.SnapshotId, r.Fingerprint, r.HighestKey),
            StringComparer.Ordinal
        );
    }

    public Task CreateAsync(CancellationToken cancellationToken) =>
        connection.ExecuteAsync(
            $"""
            CREATE TABLE IF NOT EXISTS {_table} (
                table_name  text        PRIMARY KEY,
                snapshot_id bigint      NOT NULL,
                fingerprint text        NOT NULL,
                highest_key bigint      NOT NULL,
                row_count   bigint      NOT NULL,
                run_id      uuid        NOT NULL,
                loaded_at   timestamptz NOT NULL
            );
            COMMENT ON TABLE {_table} IS 'What each table holds: kept by Penstock so that the same snapshot is not loaded twice.';
            """,
            cancellationToken
        );

    public Task WriteAsync(
        TableShape shape,
        LoadMarker marker,
        Guid runId,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) =>
        connection.ExecuteAsync(
            new CommandDefinition(
                $"""
                INSERT INTO {_table} (table_name, snapshot_id, fingerprint, highest_key, row_count, run_id, loaded_at)
                VALUES (@Name, @SnapshotId, @Fingerprint, @HighestKey, @Rows, @runId, @now)
                ON CONFLICT (table_name) DO UPDATE SET snapshot_id = excluded.snapshot_id, fingerprint = excluded.fingerprint,
                    highest_key = excluded.highest_key, row_count = excluded.row_count, run_id = excluded.run_id, loaded_at = excluded.loaded_at
                """,
                new
                {
                    shape.Name,
                    marker.SnapshotId,
                    marker.Fingerprint,
                    marker.HighestKey,
                    shape.Snapshot.Rows,
                    runId,
                    now = now.UtcDateTime,
                },
                cancellationToken: cancellationToken
            )
        );
}
