using System.Collections.Concurrent;
using System.Text.Json;
using Dapper;
using Npgsql;
using Penstock.Core.Metadata;
using Penstock.Iceberg;
using Penstock.Iceberg.Files;
using Penstock.Iceberg.Metadata;
using Penstock.Iceberg.Partitions;
using Penstock.Iceberg.Schemas;
using Penstock.LakeLayers.Iceberg;
using Penstock.LakeLayers.ObjectStores;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Tables;

/// <summary>
/// Which tables there are and which files each of their snapshots consists of. Tables are Iceberg tables: their content is in
/// files that
/// other engines read, and here is which metadata file holds, and an index of the data files. Files are written first, then
/// published here.
/// </summary>
public sealed class TableCatalog(MetadataStore store, IObjectStore objects)
{
    private readonly RecentTables _recent = new();

    // Folders of tables that are being made: what is written for one in several jobs lies together.
    private readonly ConcurrentDictionary<TableName, string> _new = [];

    /// <summary>All tables that have a snapshot, in order of zone and name.</summary>
    public async Task<IReadOnlyList<TableName>> ListAsync(CancellationToken cancellationToken = default)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<(string Zone, string Name)>(
            "SELECT zone, name FROM lake.lake_table WHERE snapshot_id IS NOT NULL ORDER BY zone, name"
        );
        return [.. rows.Select(r => new TableName(r.Zone, r.Name))];
    }

    /// <summary>Tables that another engine made through the catalogue and never wrote to: they are there, and empty.</summary>
    public async Task<IReadOnlyList<TableName>> ListUnwrittenAsync(CancellationToken cancellationToken = default)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<(string Zone, string Name)>(
            """
            SELECT zone, name FROM lake.lake_table t
            WHERE snapshot_id IS NULL AND NOT EXISTS (SELECT FROM lake.snapshot s WHERE s.zone = t.zone AND s.name = t.name)
                AND NOT EXISTS (SELECT FROM lake.lake_view v WHERE v.zone = t.zone AND v.name = t.name)
            ORDER BY zone, name
            """
        );
        return [.. rows.Select(r => new TableName(r.Zone, r.Name))];
    }

    /// <summary>The table's current snapshot, or null when it was never published.</summary>
    public async Task<TableSnapshot?> FindCurrentAsync(TableName table, CancellationToken cancellationToken = default)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        var id = await connection.QuerySingleOrDefaultAsync<long?>(
            "SELECT snapshot_id FROM lake.lake_table WHERE zone = @Zone AND name = @Name",
            new { table.Zone, table.Name }
        );
        return id is { } found ? await ReadAsync(connection, found) : null;
    }

    /// <summary>A snapshot by its number, or null.</summary>
    /// <exception cref="SnapshotExpiredException">It was expired.</exception>
    public async Task<TableSnapshot?> FindAsync(long snapshotId, CancellationToken cancellationToken = default)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        return await ReadAsync(connection, snapshotId);
    }

    /// <summary>The snapshot that was the table's current one at a time, or null when it had none yet.</summary>
    /// <exception cref="SnapshotExpiredException">It was expired.</exception>
    public async Task<TableSnapshot?> FindAsOfAsync(
        TableName table,
        DateTimeOffset time,
        CancellationToken cancellationToken = default
    )
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        // A table whose first publication was retracted has no state after it.
        var id = await connection.QuerySingleOrDefaultAsync<long?>(
            """
            SELECT CASE WHEN s.retracted_at <= @time THEN NULL ELSE s.id END
            FROM lake.snapshot s WHERE s.zone = @Zone AND s.name = @Name AND s.committed_at <= @time ORDER BY s.id DESC LIMIT 1
            """,
            new
            {
                table.Zone,
                table.Name,
                time = time.UtcDateTime,
            }
        );
        return id is { } found ? await ReadAsync(connection, found) : null;
    }

    /// <summary>The folder of a table's new files, see <see cref="TableFolder"/>; that of a table that there is not yet is
    /// made up. Blocks.</summary>
    internal string FolderOf(TableName table)
    {
        using var connection = store.DataSource.OpenConnection();
        var location = connection.QuerySingleOrDefault<string>(
            "SELECT metadata ->> 'location' FROM lake.lake_table WHERE zone = @Zone AND name = @Name",
            new { table.Zone, table.Name }
        );
        return location is null
            ? _new.GetOrAdd(table, t => TableFolder.New(t, Guid.NewGuid()))
            : objects.KeyOf(location);
    }

    /// <summary>Publishes a snapshot inside the step's one transaction and returns its number.</summary>
    /// <exception cref="SnapshotConflictException">The table's current snapshot is not the draft's parent.</exception>
    public async Task<long> PublishAsync(
        MetadataTransaction transaction,
        Guid runId,
        SnapshotDraft draft,
        CancellationToken cancellationToken = default
    )
    {
        var index = new IndexCommit(transaction.Connection, draft.Table);
        var known = _recent.Find(draft.Table);
        var held = await index.HoldAsync(known?.Location, cancellationToken);
        if (held.SnapshotId != draft.ParentId)
            throw new SnapshotConflictException(draft.Table, draft.ParentId, held.SnapshotId);

        var current =
            held.Location is null ? null
            : held.Metadata is null ? known!
            : new CommittedTable(TableMetadata.Parse(held.Metadata), held.Location);
        // Columns that another engine changed meanwhile must not be set back. What only stands for other files says nothing of
        // columns.
        if (current is not null && draft.Replaced.Count == 0 && !IsMadeFrom(draft.Columns, current.Metadata))
            throw new SnapshotConflictException(draft.Table, draft.ParentId, held.SnapshotId);
        await using var commit = await TableCommit.PrepareAsync(
            objects,
            current,
            draft,
            held.NextId,
            runId,
            TimeProvider.System.GetUtcNow(),
            cancellationToken
        );
        // The disk and the database work at once; nothing is committed before both are through.
        await Task.WhenAll(
            commit.MakeDurableAsync(cancellationToken),
            index.WriteAsync(held.NextId, runId, commit.Draft, commit.After, cancellationToken)
        );
        _recent.Keep(draft.Table, commit.After);
        _new.TryRemove(draft.Table, out _);
        return held.NextId;
    }

    /// <summary>
    /// The columns that a table without a snapshot has, or had when it had one; null when there is no such table.
    /// </summary>
    internal async Task<AssignedColumns?> FindColumnsAsync(TableName table, CancellationToken cancellationToken) =>
        await FindMetadataAsync(table, cancellationToken) is { } metadata
            ? new AssignedColumns(metadata.Schema, metadata.LastColumnId)
            : null;

    /// <summary>A table's metadata as they are now; null when there is no such table.</summary>
    internal async Task<TableMetadata?> FindMetadataAsync(TableName table, CancellationToken cancellationToken)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        var json = await connection.QuerySingleOrDefaultAsync<string>(
            "SELECT metadata::text FROM lake.lake_table WHERE zone = @Zone AND name = @Name",
            new { table.Zone, table.Name }
        );
        return json is null ? null : TableMetadata.Parse(json);
    }

    private static bool IsMadeFrom(AssignedColumns columns, TableMetadata metadata) =>
        columns.Schema.SchemaId == metadata.CurrentSchemaId && columns.LastColumnId >= metadata.LastColumnId;

    private static async Task<TableSnapshot?> ReadAsync(NpgsqlConnection connection, long id)
    {
        var head = await connection.QuerySingleOrDefaultAsync<SnapshotRow>(
            """
            SELECT zone, name, parent_id AS ParentId, run_id AS RunId, committed_at AS CommittedAt, fingerprint, schema::text AS Schema, columns::text AS Columns, last_column_id AS LastColumnId, expired_at AS ExpiredAt,
                coalesce(content_id, id) AS ContentId
            FROM lake.snapshot WHERE id = @id
            """,
            new { id }
        );
        if (head is null)
            return null;
        if (head.ExpiredAt is { } expired)
            throw new SnapshotExpiredException(new TableName(head.Zone, head.Name), id, expired);
        var files = (
            await connection.QueryAsync<FileRow>(
                """
                SELECT object_key AS Key, row_count AS Rows, size AS Bytes, landing_key AS LandingKey, content, sequence_number AS Sequence, equality_ids AS EqualityIds,
                    coalesce(place, id) AS Place, landing_keys::text AS LandingKeys, spec_id AS SpecId, partition_values::text AS PartitionValues, checksum, location
                FROM lake.data_file
                WHERE zone = @Zone AND name = @Name AND added_by <= @id AND (removed_by IS NULL OR removed_by > @id)
                ORDER BY coalesce(place, id), id
                """,
                new
                {
                    id,
                    head.Zone,
                    head.Name,
                }
            )
        ).AsList();
        var table = await connection.QuerySingleOrDefaultAsync<TableRow>(
            """
            SELECT snapshot_id AS SnapshotId, metadata ->> 'schemas' AS Schemas, (metadata ->> 'current-schema-id')::integer AS CurrentSchemaId,
                (metadata ->> 'last-column-id')::integer AS LastColumnId, metadata -> 'properties' ->> @property AS NameMapping
            FROM lake.lake_table WHERE zone = @Zone AND name = @Name
            """,
            new
            {
                head.Zone,
                head.Name,
                property = NameMapping.Property,
            }
        );
        var schemas = table is null ? [] : IcebergJson.Read<List<IcebergSchema>>(table.Schemas);
        IReadOnlyList<FieldSchema> words = JsonSerializer.Deserialize<List<FieldSchema>>(head.Schema, TableIndex.Json)!;
        var columns = IcebergJson.Read<IcebergSchema>(head.Columns);
        // Other engines change columns without a snapshot: what holds is in the table's metadata, and only the past is as it
        // was noted.
        if (table?.SnapshotId == id && schemas.Find(s => s.SchemaId == table.CurrentSchemaId) is { } present)
            (words, columns) = (ColumnWords.Of(present, columns, words), present);
        return new TableSnapshot(
            id,
            new TableName(head.Zone, head.Name),
            head.ParentId,
            head.RunId,
            head.CommittedAt,
            head.Fingerprint,
            words,
            new AssignedColumns(columns, Math.Max(head.LastColumnId, table?.LastColumnId ?? 0)),
            [.. files.Where(f => f.Content == 0).Select(f => f.ToDataFile())]
        )
        {
            ContentId = head.ContentId,
            Schemas = schemas,
            NameMapping = table?.NameMapping is { } mapping ? NameMapping.Parse(mapping) : null,
            Deletes =
            [
                .. files
                    .Where(f => f.Content != 0)
                    .Select(f => new DeleteFile(f.Key, f.Rows, f.Sequence, f.EqualityIds)
                    {
                        Partition = f.Partition,
                        Checksum = f.Checksum,
                    }),
            ],
        };
    }

    private sealed record SnapshotRow(
        string Zone,
        string Name,
        long? ParentId,
        Guid RunId,
        DateTime CommittedAt,
        string Fingerprint,
        string Schema,
        string Columns,
        int LastColumnId,
        DateTime? ExpiredAt,
        long ContentId
    );

    private sealed record TableRow(
        long? SnapshotId,
        string Schemas,
        int CurrentSchemaId,
        int LastColumnId,
        string? NameMapping
    );

    // Not by a constructor: the driver does not say of what an array is one.
    private sealed record FileRow
    {
        public required string Key { get; init; }

        public long Rows { get; init; }

        public long Bytes { get; init; }

        public string? LandingKey { get; init; }

        public short Content { get; init; }

        public long Sequence { get; init; }

        public int[]? EqualityIds { get; init; }

        public long Place { get; init; }

        public string? LandingKeys { get; init; }

        public int? SpecId { get; init; }

        public string? PartitionValues { get; init; }

        public string? Checksum { get; init; }

        public string? Location { get; init; }

        public FilePartition? Partition =>
            SpecId is { } spec && PartitionValues is { } values and not "[]" ? FilePartition.Read(spec, values) : null;

        public DataFile ToDataFile()
        {
            var file = new DataFile(Key, Rows, Bytes, LandingKey)
            {
                Sequence = Sequence,
                Place = Place,
                Partition = Partition,
                Checksum = Checksum,
                Location = Location,
            };
            return LandingKeys is null
                ? file
                : file with
                {
                    LandingKeys = JsonSerializer.Deserialize<List<string>>(LandingKeys, TableIndex.Json)!,
                };
        }
    }
}
