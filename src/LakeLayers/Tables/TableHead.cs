using Penstock.Iceberg;
using Penstock.Iceberg.Changes;
using Penstock.Iceberg.Metadata;
using Penstock.LakeLayers.Iceberg;
using Penstock.LakeLayers.ObjectStores;

namespace Penstock.LakeLayers.Tables;

/// <summary>Which snapshot a table's metadata call the present one.</summary>
internal static class TableHead
{
    /// <summary>
    /// Writes metadata whose branch main points to another snapshot, or to none; making them the table's is the caller's
    /// transaction.
    /// </summary>
    /// <param name="objects">The store.</param>
    /// <param name="table">The table.</param>
    /// <param name="current">Its metadata now.</param>
    /// <param name="icebergId">The snapshot's id in the metadata; null: the table has rows no longer.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="IcebergFormatException">The metadata have no such snapshot.</exception>
    public static async Task<CommittedTable> PointAsync(
        IObjectStore objects,
        TableName table,
        CommittedTable current,
        long? icebergId,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var snapshot = icebergId is { } id
            ? current.Metadata.Find(id)
                ?? throw new IcebergFormatException(
                    $"the snapshot {id} was taken out of it by another engine",
                    table.ToString()
                )
            : null;
        List<TableUpdate> updates =
        [
            snapshot is null
                ? new RemoveSnapshotRef(SnapshotRef.Main)
                : new SetSnapshotRef(SnapshotRef.Main, "branch", snapshot.SnapshotId),
        ];
        if (snapshot?.SchemaId is { } schema && current.Metadata.Schemas.Any(s => s.SchemaId == schema))
            updates.Add(new SetCurrentSchema(schema));
        var metadata = MetadataChange.Apply(current.Metadata, current.Location, updates, now);
        await using var files = MetadataFiles.Of(objects, metadata);
        var location = await files.AddAsync(metadata, cancellationToken);
        await files.CommitAsync(cancellationToken);
        return new CommittedTable(metadata, location);
    }
}
