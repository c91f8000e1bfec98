using Penstock.Iceberg.Changes;
using Penstock.LakeLayers.Iceberg;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Maintenance;

/// <summary>Which of a table's snapshots are over.</summary>
/// <param name="options">The wish.</param>
/// <param name="now">The time.</param>
/// <param name="current">The table; null when it was dropped: nothing of it is needed then.</param>
internal sealed class ExpiryRule(
    ExpireSnapshotsOptions options,
    DateTimeOffset now,
    (long? SnapshotId, CommittedTable Table)? current
)
{
    private readonly DateTimeOffset _limit = now - options.OlderThan;
    private readonly HashSet<long> _named = [.. current?.Table.Metadata.Refs.Values.Select(r => r.SnapshotId) ?? []];

    /// <summary>Whether a snapshot of the index is no longer kept.</summary>
    public bool IsOver(SnapshotRow snapshot) =>
        snapshot.CommittedAt < _limit.UtcDateTime
        && !options.Held.Contains(snapshot.Id)
        && (
            current is not { } table
            || (snapshot.Id != table.SnapshotId && snapshot.Age >= options.Keep && !_named.Contains(snapshot.IcebergId))
        );

    /// <summary>
    /// The ids, as the metadata has them, of the snapshots that it need not know any more. Other engines' branches have some
    /// that the index does not know.
    /// </summary>
    public IReadOnlyList<long> Forgotten(IEnumerable<SnapshotRow> kept)
    {
        var needed = kept.Select(s => s.IcebergId).Concat(_named).ToHashSet();
        return
        [
            .. current
                ?.Table.Metadata.Snapshots.Where(s =>
                    s.TimestampMs < _limit.ToUnixTimeMilliseconds() && !needed.Contains(s.SnapshotId)
                )
                .Select(s => s.SnapshotId)
                ?? [],
        ];
    }

    /// <summary>Writes the metadata without the snapshots and without metadata files of their time.</summary>
    public async Task<CommittedTable> WriteAsync(
        IObjectStore objects,
        IReadOnlyList<long> forgotten,
        CancellationToken cancellationToken
    )
    {
        var (metadata, location) = (current!.Value.Table.Metadata, current.Value.Table.Location);
        var after = MetadataChange.Apply(metadata, location, [new RemoveSnapshots(forgotten)], now);
        // The last one stays: the next file's number comes from it.
        after = after with
        {
            MetadataLog =
            [
                .. after.MetadataLog.SkipLast(1).Where(e => e.TimestampMs >= _limit.ToUnixTimeMilliseconds()),
                after.MetadataLog[^1],
            ],
        };
        await using var files = MetadataFiles.Of(objects, metadata);
        var written = await files.AddAsync(after, cancellationToken);
        await files.CommitAsync(cancellationToken);
        return new CommittedTable(after, written);
    }
}
