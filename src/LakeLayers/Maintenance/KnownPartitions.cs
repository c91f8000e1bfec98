using Penstock.Iceberg.Metadata;
using Penstock.Iceberg.Partitions;
using Penstock.LakeLayers.Iceberg;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Maintenance;

/// <summary>
/// Finds out the partitions of a snapshot's files where the index does not know them: of tables that others partitioned before
/// it kept them.
/// </summary>
internal static class KnownPartitions
{
    /// <summary>The snapshot with the partition of each file that has one.</summary>
    public static async Task<TableSnapshot> FillAsync(
        Lake lake,
        TableMetadata metadata,
        TableSnapshot snapshot,
        CancellationToken cancellationToken
    )
    {
        var isKnown =
            metadata.PartitionSpecs.All(s => s.Fields.Count == 0)
            || (snapshot.Files.All(f => f.Partition is not null) && snapshot.Deletes.All(d => d.Partition is not null));
        if (isKnown || metadata.Current is not { } current)
            return snapshot;
        var reader = new TableReader(lake.Objects);
        var known = new Dictionary<string, FilePartition>(StringComparer.Ordinal);
        foreach (var manifest in await reader.ManifestsAsync(current, cancellationToken))
        {
            foreach (
                var entry in (await reader.EntriesAsync(manifest, withStatistics: false, cancellationToken)).Where(e =>
                    e.IsLive && e.File.Partition.Count > 0
                )
            )
                known[reader.KeyOf(entry.File.Path)] = new FilePartition(manifest.SpecId, entry.File.Partition);
        }
        return snapshot with
        {
            Files =
            [
                .. snapshot.Files.Select(f => f with { Partition = f.Partition ?? known.GetValueOrDefault(f.Key) }),
            ],
            Deletes =
            [
                .. snapshot.Deletes.Select(d => d with { Partition = d.Partition ?? known.GetValueOrDefault(d.Key) }),
            ],
        };
    }
}
