using Dapper;
using Npgsql;
using Penstock.Iceberg.Changes;
using Penstock.Iceberg.Metadata;
using Penstock.LakeLayers.Iceberg;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Undo;

/// <summary>
/// Sets a table back within a transaction. In the metadata the branch main points to the earlier snapshot; in the index that
/// state
/// is repeated under a new number, so that whoever read the table before finds that it changed. It keeps its run and its
/// parent: the
/// run before can be retracted next.
/// </summary>
internal sealed class TableRetraction(IObjectStore objects, NpgsqlConnection connection, TableLine line, Guid undoRun)
{
    /// <returns>The number of the state that holds now; null when there is none.</returns>
    public async Task<long?> RunAsync(CommittedTable current, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var index = new TableIndex(connection, line.Table);
        var (id, after) = (
            await index.NextIdAsync(),
            await TableHead.PointAsync(objects, line.Table, current, line.Target?.IcebergId, now, cancellationToken)
        );
        await connection.ExecuteAsync(
            "UPDATE lake.snapshot SET retracted_at = clock_timestamp(), retracted_by = @undoRun WHERE id = ANY (@own)",
            new { undoRun, own = line.Own.ToArray() }
        );
        if (line.Target is not { } target)
        {
            await index.RemoveAsync(id);
            await index.SetAsync(null, after);
            return null;
        }
        await connection.ExecuteAsync(
            """
            INSERT INTO lake.snapshot (id, iceberg_id, zone, name, parent_id, run_id, fingerprint, schema, columns, last_column_id, manifest_list) OVERRIDING SYSTEM VALUE
            SELECT @id, iceberg_id, zone, name, parent_id, run_id, fingerprint, schema, columns, @LastColumnId, manifest_list FROM lake.snapshot WHERE id = @Target;

            UPDATE lake.data_file SET removed_by = @id WHERE zone = @Zone AND name = @Name AND removed_by IS NULL AND added_by > @Target;

            INSERT INTO lake.data_file (zone, name, object_key, row_count, size, landing_key, added_by, content, sequence_number, equality_ids, place, landing_keys, spec_id, partition_values, checksum, location)
            SELECT zone, name, object_key, row_count, size, landing_key, @id, content, sequence_number, equality_ids, coalesce(place, id), landing_keys, spec_id, partition_values, checksum, location
            FROM lake.data_file WHERE zone = @Zone AND name = @Name AND added_by <= @Target AND removed_by > @Target ORDER BY coalesce(place, id), id;
            """,
            new
            {
                id,
                Target = target.Id,
                line.Table.Zone,
                line.Table.Name,
                after.Metadata.LastColumnId,
            }
        );
        await index.SetAsync(id, after);
        return id;
    }
}
