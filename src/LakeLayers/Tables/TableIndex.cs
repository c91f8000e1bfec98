using System.Text.Json;
using Dapper;
using Npgsql;
using Penstock.Iceberg;
using Penstock.Iceberg.Metadata;
using Penstock.LakeLayers.Iceberg;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Tables;

/// <summary>The catalogue's rows of one table, within the transaction that changes them.</summary>
internal sealed class TableIndex(NpgsqlConnection connection, TableName table)
{
    public const string AddFiles = """
        INSERT INTO lake.data_file (zone, name, added_by, object_key, row_count, size, landing_key, content, sequence_number, equality_ids, place, landing_keys, spec_id, partition_values, checksum, location)
        SELECT $1, $2, $3, f.object_key, f.row_count, f.size, f.landing_key, f.content, f.sequence_number, f.equality_ids::integer[], f.place, f.landing_keys::jsonb,
            f.spec_id, f.partition_values::jsonb, f.checksum, f.location
        FROM unnest($4::text[], $5::bigint[], $6::bigint[], $7::text[], $8::integer[], $9::bigint[], $10::text[], $11::bigint[], $12::text[], $13::integer[], $14::text[], $15::text[], $16::text[])
            AS f (object_key, row_count, size, landing_key, content, sequence_number, equality_ids, place, landing_keys, spec_id, partition_values, checksum, location)
        """;

    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>
    /// Waits for other writers of the table, then reads it. The lock ends with the transaction; it also serves a table that has
    /// no row yet.
    /// </summary>
    /// <returns>The published snapshot, if any, and the table; null when there is none.</returns>
    public async Task<(long? SnapshotId, CommittedTable Table)?> LockAsync()
    {
        await connection.ExecuteAsync(
            "SELECT pg_advisory_xact_lock(hashtextextended(@Table, 0))",
            new { Table = table.ToString() }
        );
        var row = await connection.QuerySingleOrDefaultAsync<Row>(
            "SELECT snapshot_id AS SnapshotId, metadata::text AS Metadata, metadata_location AS Location FROM lake.lake_table WHERE zone = @Zone AND name = @Name",
            new { table.Zone, table.Name }
        );
        return row is null
            ? null
            : (row.SnapshotId, new CommittedTable(TableMetadata.Parse(row.Metadata), row.Location));
    }

    /// <summary>The number of the next snapshot of any table.</summary>
    public Task<long> NextIdAsync() =>
        connection.QuerySingleAsync<long>("SELECT nextval(pg_get_serial_sequence('lake.snapshot', 'id'))");

    /// <summary>Notes that a snapshot was published, and makes the metadata the table's.</summary>
    public async Task PublishAsync(
        long id,
        long? parentId,
        Guid runId,
        string fingerprint,
        IReadOnlyList<FieldSchema> schema,
        CommittedTable after
    )
    {
        await connection.ExecuteAsync(
            """
            INSERT INTO lake.snapshot (id, iceberg_id, zone, name, parent_id, run_id, fingerprint, schema, columns, last_column_id, manifest_list) OVERRIDING SYSTEM VALUE
            VALUES (@id, @icebergId, @Zone, @Name, @parentId, @runId, @fingerprint, @schema::jsonb, @columns::jsonb, @LastColumnId, @ManifestList)
            """,
            new
            {
                id,
                icebergId = after.Snapshot.SnapshotId,
                table.Zone,
                table.Name,
                parentId,
                runId,
                fingerprint,
                schema = JsonSerializer.Serialize(schema, Json),
                columns = IcebergJson.Write(after.Metadata.Schema),
                after.Metadata.LastColumnId,
                after.Snapshot.ManifestList,
            }
        );
        await SetAsync(id, after);
    }

    /// <summary>Makes the metadata the table's; a null snapshot: nothing is published in it.</summary>
    public Task SetAsync(long? snapshotId, CommittedTable after) =>
        connection.ExecuteAsync(
            """
            INSERT INTO lake.lake_table (zone, name, snapshot_id, metadata, metadata_location) VALUES (@Zone, @Name, @snapshotId, @metadata::jsonb, @Location)
            ON CONFLICT (zone, name) DO UPDATE
            SET snapshot_id = excluded.snapshot_id, metadata = excluded.metadata, metadata_location = excluded.metadata_location
            """,
            new
            {
                table.Zone,
                table.Name,
                snapshotId,
                metadata = after.Json,
                after.Location,
            }
        );

    /// <summary>The files that the table has now, by key.</summary>
    public async Task<IReadOnlyDictionary<string, long>> FilesAsync() =>
        (
            await connection.QueryAsync<(string Key, long Id)>(
                "SELECT object_key, id FROM lake.data_file WHERE zone = @Zone AND name = @Name AND removed_by IS NULL",
                new { table.Zone, table.Name }
            )
        ).ToDictionary(f => f.Key, f => f.Id);

    /// <summary>Takes the table out of the catalogue; its files stay until they are swept.</summary>
    public async Task DropAsync()
    {
        await RemoveAsync(await NextIdAsync());
        await connection.ExecuteAsync(
            "DELETE FROM lake.lake_table WHERE zone = @Zone AND name = @Name",
            new { table.Zone, table.Name }
        );
    }

    /// <summary>Which of some keys are or were files of this table, and which of other tables.</summary>
    public async Task<(IReadOnlySet<string> Own, IReadOnlySet<string> Others)> OwnersAsync(string[] keys)
    {
        var rows = (
            await connection.QueryAsync<(string Key, bool IsOwn)>(
                "SELECT object_key, zone = @Zone AND name = @Name FROM lake.data_file WHERE object_key = ANY (@keys)",
                new
                {
                    table.Zone,
                    table.Name,
                    keys,
                }
            )
        ).AsList();
        return (
            rows.Where(r => r.IsOwn).Select(r => r.Key).ToHashSet(),
            rows.Where(r => !r.IsOwn).Select(r => r.Key).ToHashSet()
        );
    }

    /// <summary>Takes files out of the table, from a snapshot on; all when none are named.</summary>
    public Task RemoveAsync(long snapshotId, long[]? ids = null) =>
        connection.ExecuteAsync(
            "UPDATE lake.data_file SET removed_by = @snapshotId WHERE zone = @Zone AND name = @Name AND removed_by IS NULL AND (@ids::bigint[] IS NULL OR id = ANY (@ids))",
            new
            {
                snapshotId,
                table.Zone,
                table.Name,
                ids,
            }
        );

    /// <summary>Puts files into the table, from a snapshot on.</summary>
    public async Task AddAsync(
        long snapshotId,
        IReadOnlyList<DataFile> files,
        IReadOnlyList<DeleteFile> deletes,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(AddFiles, connection);
        foreach (var value in FileValues(table, snapshotId, files, deletes))
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The parameters of <see cref="AddFiles"/>.</summary>
    public static object[] FileValues(
        TableName table,
        long snapshotId,
        IReadOnlyList<DataFile> files,
        IReadOnlyList<DeleteFile> deletes
    )
    {
        var rows = files
            .Select(f => new
            {
                f.Key,
                f.Rows,
                f.Bytes,
                f.LandingKey,
                Content = 0,
                f.Sequence,
                Ids = (string?)null,
                f.Place,
                Landed = f.LandingKeys.Count > 1 ? JsonSerializer.Serialize(f.LandingKeys, Json) : null,
                f.Partition,
                f.Checksum,
                f.Location,
            })
            .Concat(
                deletes.Select(d => new
                {
                    d.Key,
                    d.Rows,
                    Bytes = 0L,
                    LandingKey = (string?)null,
                    Content = d.EqualityIds is null ? 1 : 2,
                    d.Sequence,
                    Ids = d.EqualityIds is null ? null : $"{{{string.Join(',', d.EqualityIds)}}}",
                    Place = (long?)null,
                    Landed = (string?)null,
                    d.Partition,
                    d.Checksum,
                    Location = (string?)null,
                })
            )
            .ToList();
        return
        [
            table.Zone,
            table.Name,
            snapshotId,
            rows.Select(f => f.Key).ToArray(),
            rows.Select(f => f.Rows).ToArray(),
            rows.Select(f => f.Bytes).ToArray(),
            rows.Select(f => f.LandingKey).ToArray(),
            rows.Select(f => f.Content).ToArray(),
            rows.Select(f => f.Sequence).ToArray(),
            rows.Select(f => f.Ids).ToArray(),
            rows.Select(f => f.Place).ToArray(),
            rows.Select(f => f.Landed).ToArray(),
            rows.Select(f => f.Partition?.SpecId).ToArray(),
            rows.Select(f => f.Partition?.Json).ToArray(),
            rows.Select(f => f.Checksum).ToArray(),
            rows.Select(f => f.Location).ToArray(),
        ];
    }

    private sealed record Row(long? SnapshotId, string Metadata, string Location);
}
