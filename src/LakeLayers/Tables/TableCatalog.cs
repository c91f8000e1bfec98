using System.Text.Json;
using Dapper;
using Npgsql;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.Iceberg;
using Penstock.LakeLayers.Iceberg.Metadata;
using Penstock.LakeLayers.Iceberg.Schemas;
using Penstock.LakeLayers.ObjectStores;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Tables;

/// <summary>
/// Which tables there are and which files each of their snapshots consists of. Tables are Iceberg tables: their content is in files that
/// other engines read, and here is which metadata file holds, and an index of the data files. Files are written first, then published here.
/// </summary>
public sealed class TableCatalog(MetadataStore store, IObjectStore objects)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>All tables that have a snapshot, in order of zone and name.</summary>
    public async Task<IReadOnlyList<TableName>> ListAsync(CancellationToken cancellationToken = default)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<(string Zone, string Name)>("SELECT zone, name FROM lake.lake_table ORDER BY zone, name");
        return [.. rows.Select(r => new TableName(r.Zone, r.Name))];
    }

    /// <summary>The table's current snapshot, or null when it was never published.</summary>
    public async Task<TableSnapshot?> FindCurrentAsync(TableName table, CancellationToken cancellationToken = default)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        var id = await connection.QuerySingleOrDefaultAsync<long?>(
            "SELECT snapshot_id FROM lake.lake_table WHERE zone = @Zone AND name = @Name", new { table.Zone, table.Name });
        return id is { } found ? await ReadAsync(connection, found) : null;
    }

    /// <summary>A snapshot by its number, or null.</summary>
    public async Task<TableSnapshot?> FindAsync(long snapshotId, CancellationToken cancellationToken = default)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        return await ReadAsync(connection, snapshotId);
    }

    /// <summary>Publishes a snapshot inside the step's one transaction and returns its number.</summary>
    /// <exception cref="SnapshotConflictException">The table's current snapshot is not the draft's parent.</exception>
    public async Task<long> PublishAsync(MetadataTransaction transaction, Guid runId, SnapshotDraft draft, CancellationToken cancellationToken = default)
    {
        var connection = transaction.Connection;
        var name = new { draft.Table.Zone, draft.Table.Name };
        // The advisory lock also serialises writers of a table that has no row yet.
        await connection.ExecuteAsync("SELECT pg_advisory_xact_lock(hashtextextended(@Table, 0))", new { Table = draft.Table.ToString() });
        var current = await connection.QuerySingleOrDefaultAsync<TableRow>(
            "SELECT snapshot_id AS SnapshotId, metadata::text AS Metadata, metadata_location AS Location FROM lake.lake_table WHERE zone = @Zone AND name = @Name", name);
        if (current?.SnapshotId != draft.ParentId) throw new SnapshotConflictException(draft.Table, draft.ParentId, current?.SnapshotId);

        var id = await connection.QuerySingleAsync<long>("SELECT nextval(pg_get_serial_sequence('lake.snapshot', 'id'))");
        var before = current is null ? null : new CommittedTable(TableMetadata.Parse(current.Metadata), current.Location);
        var after = await TableCommit.WriteAsync(objects, before, draft, id, runId, TimeProvider.System.GetUtcNow(), cancellationToken);
        await connection.ExecuteAsync("""
            INSERT INTO lake.snapshot (id, zone, name, parent_id, run_id, fingerprint, schema, columns, last_column_id, manifest_list) OVERRIDING SYSTEM VALUE
            VALUES (@id, @Zone, @Name, @ParentId, @runId, @Fingerprint, @Schema::jsonb, @Columns::jsonb, @LastColumnId, @ManifestList)
            """,
            new
            {
                id, draft.Table.Zone, draft.Table.Name, draft.ParentId, runId, draft.Fingerprint, Schema = JsonSerializer.Serialize(draft.Schema, Json),
                Columns = IcebergJson.Write(after.Metadata.Schema), after.Metadata.LastColumnId, after.Snapshot.ManifestList,
            });
        if (!draft.KeepsParentFiles)
        {
            await connection.ExecuteAsync(
                "UPDATE lake.data_file SET removed_by = @id WHERE zone = @Zone AND name = @Name AND removed_by IS NULL",
                new { id, draft.Table.Zone, draft.Table.Name });
        }
        await AddFilesAsync(connection, draft, id, cancellationToken);
        await connection.ExecuteAsync("""
            INSERT INTO lake.lake_table (zone, name, snapshot_id, metadata, metadata_location) VALUES (@Zone, @Name, @id, @Metadata::jsonb, @Location)
            ON CONFLICT (zone, name) DO UPDATE
            SET snapshot_id = excluded.snapshot_id, metadata = excluded.metadata, metadata_location = excluded.metadata_location
            """, new { id, draft.Table.Zone, draft.Table.Name, Metadata = IcebergJson.Write(after.Metadata), after.Location });
        return id;
    }

    private static async Task AddFilesAsync(NpgsqlConnection connection, SnapshotDraft draft, long snapshotId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            INSERT INTO lake.data_file (zone, name, object_key, row_count, size, landing_key, added_by)
            SELECT $1, $2, f.object_key, f.row_count, f.size, f.landing_key, $3
            FROM unnest($4::text[], $5::bigint[], $6::bigint[], $7::text[]) AS f (object_key, row_count, size, landing_key)
            """, connection);
        command.Parameters.Add(new() { Value = draft.Table.Zone });
        command.Parameters.Add(new() { Value = draft.Table.Name });
        command.Parameters.Add(new() { Value = snapshotId });
        command.Parameters.Add(new() { Value = draft.AddedFiles.Select(f => f.Key).ToArray() });
        command.Parameters.Add(new() { Value = draft.AddedFiles.Select(f => f.Rows).ToArray() });
        command.Parameters.Add(new() { Value = draft.AddedFiles.Select(f => f.Bytes).ToArray() });
        command.Parameters.Add(new() { Value = draft.AddedFiles.Select(f => f.LandingKey).ToArray() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<TableSnapshot?> ReadAsync(NpgsqlConnection connection, long id)
    {
        var head = await connection.QuerySingleOrDefaultAsync<SnapshotRow>("""
            SELECT zone, name, parent_id AS ParentId, run_id AS RunId, committed_at AS CommittedAt, fingerprint, schema::text AS Schema, columns::text AS Columns, last_column_id AS LastColumnId
            FROM lake.snapshot WHERE id = @id
            """, new { id });
        if (head is null) return null;
        var files = await connection.QueryAsync<DataFile>("""
            SELECT object_key AS "Key", row_count AS "Rows", size AS "Bytes", landing_key AS "LandingKey"
            FROM lake.data_file
            WHERE zone = @Zone AND name = @Name AND added_by <= @id AND (removed_by IS NULL OR removed_by > @id)
            ORDER BY id
            """, new { id, head.Zone, head.Name });
        return new TableSnapshot(
            id, new TableName(head.Zone, head.Name), head.ParentId, head.RunId, head.CommittedAt, head.Fingerprint,
            JsonSerializer.Deserialize<List<FieldSchema>>(head.Schema, Json)!, new AssignedColumns(IcebergJson.Read<IcebergSchema>(head.Columns), head.LastColumnId), [.. files]);
    }

    private sealed record SnapshotRow(string Zone, string Name, long? ParentId, Guid RunId, DateTime CommittedAt, string Fingerprint, string Schema, string Columns, int LastColumnId);

    private sealed record TableRow(long SnapshotId, string Metadata, string Location);
}
