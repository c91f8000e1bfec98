using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Penstock.Iceberg;
using Penstock.LakeLayers.Iceberg;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Tables;

/// <summary>
/// The catalogue's side of a step's commit to one table, in two round trips to the database: hold the table, then write all
/// rows.
/// </summary>
internal sealed class IndexCommit(NpgsqlConnection connection, TableName table)
{
    private const string InsertSnapshot = """
        INSERT INTO lake.snapshot (id, iceberg_id, zone, name, parent_id, run_id, fingerprint, schema, columns, last_column_id, manifest_list, content_id) OVERRIDING SYSTEM VALUE
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, CASE WHEN $12 THEN (SELECT coalesce(content_id, id) FROM lake.snapshot WHERE id = $5) END)
        """;

    private const string SetTable = """
        INSERT INTO lake.lake_table (zone, name, snapshot_id, metadata, metadata_location) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (zone, name) DO UPDATE SET snapshot_id = excluded.snapshot_id, metadata = excluded.metadata, metadata_location = excluded.metadata_location
        """;

    private const string RemoveFiles = """
        UPDATE lake.data_file SET removed_by = $1 WHERE zone = $2 AND name = $3 AND removed_by IS NULL AND ($4::text[] IS NULL OR object_key = ANY ($4))
        """;

    private const string EndView = """
        WITH gone AS (DELETE FROM lake.lake_view WHERE zone = $1 AND name = $2 RETURNING zone, name)
        INSERT INTO lake.view_version (zone, name, run_id) SELECT zone, name, $3 FROM gone
        """;

    /// <summary>Waits for other writers of the table, then reads it; see <see cref="TableIndex.LockAsync"/>.</summary>
    /// <param name="knownLocation">A metadata file whose content is known.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<HeldTable> HoldAsync(string? knownLocation, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        // Each statement sees what was committed before it: the second what the writer left that the first one waited for.
        Add(batch, "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", table.ToString());
        Add(
            batch,
            """
            SELECT t.snapshot_id, t.metadata_location, CASE WHEN t.metadata_location IS DISTINCT FROM $3 THEN t.metadata::text END
            FROM lake.lake_table t WHERE t.zone = $1 AND t.name = $2
            """,
            table.Zone,
            table.Name,
            (NpgsqlDbType.Text, knownLocation)
        );
        Add(batch, "SELECT nextval(pg_get_serial_sequence('lake.snapshot', 'id'))");
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var held = await reader.ReadAsync(cancellationToken)
            ? new HeldTable(
                0,
                reader.IsDBNull(0) ? null : reader.GetInt64(0),
                reader.GetString(1),
                reader.IsDBNull(2) ? null : reader.GetString(2)
            )
            : new HeldTable(0, null, null, null);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return held with { NextId = reader.GetInt64(0) };
    }

    /// <summary>Writes everything that the index says of a draft's snapshot.</summary>
    public async Task WriteAsync(
        long id,
        Guid runId,
        SnapshotDraft draft,
        CommittedTable after,
        CancellationToken cancellationToken
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        Add(
            batch,
            InsertSnapshot,
            id,
            after.Snapshot.SnapshotId,
            table.Zone,
            table.Name,
            (NpgsqlDbType.Bigint, draft.ParentId),
            runId,
            draft.Fingerprint,
            (NpgsqlDbType.Jsonb, JsonSerializer.Serialize(draft.Schema, TableIndex.Json)),
            (NpgsqlDbType.Jsonb, IcebergJson.Write(after.Metadata.Schema)),
            after.Metadata.LastColumnId,
            after.Snapshot.ManifestList,
            draft.Replaced.Count > 0
        );
        Add(batch, SetTable, table.Zone, table.Name, id, (NpgsqlDbType.Jsonb, after.Json), after.Location);
        if (!draft.KeepsParentFiles)
            Add(
                batch,
                RemoveFiles,
                id,
                table.Zone,
                table.Name,
                (NpgsqlDbType.Array | NpgsqlDbType.Text, (string[]?)null)
            );
        else if (draft.Replaced.Count + draft.Removed.Count > 0)
            Add(
                batch,
                RemoveFiles,
                id,
                table.Zone,
                table.Name,
                (NpgsqlDbType.Array | NpgsqlDbType.Text, draft.Replaced.Concat(draft.Removed).ToArray())
            );
        var sequence = after.Snapshot.SequenceNumber;
        Add(
            batch,
            TableIndex.AddFiles,
            TableIndex.FileValues(
                table,
                id,
                [.. draft.AddedFiles.Select(f => f with { Sequence = sequence })],
                [.. draft.AddedDeletes.Select(d => d with { Sequence = sequence })]
            )
        );
        // A name is a table's or a view's, never both.
        if (draft.ParentId is null)
            Add(batch, EndView, table.Zone, table.Name, runId);
        // Files that say the same in another way do not make a table anew.
        if (draft.Replaced.Count == 0)
            Add(
                batch,
                "DELETE FROM lineage.stale WHERE namespace = $1 AND name = $2",
                DatasetRef.LakeNamespace,
                table.Dataset.Name
            );
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void Add(NpgsqlBatch batch, string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(
                value is (NpgsqlDbType type, var typed)
                    ? new NpgsqlParameter { NpgsqlDbType = type, Value = typed ?? DBNull.Value }
                    : new NpgsqlParameter { Value = value }
            );
        batch.BatchCommands.Add(command);
    }
}
