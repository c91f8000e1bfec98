using Penstock.Iceberg.Metadata;
using Penstock.Iceberg.Partitions;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Maintenance;

/// <summary>What a compaction did to one partition.</summary>
/// <param name="Partition">Its fields and their values, for people: <c>day_month=2024-01</c>. Null: files of no
/// partition.</param>
/// <param name="FilesBefore">Data and delete files that it had.</param>
/// <param name="FilesAfter">Files that it has now.</param>
/// <param name="Rewritten">Files that were replaced.</param>
/// <param name="BytesBefore">The size of the replaced data files.</param>
/// <param name="BytesAfter">The size of those that stand for them; the same when it was only told.</param>
public sealed record CompactedPartition(
    string? Partition,
    int FilesBefore,
    int FilesAfter,
    int Rewritten,
    long BytesBefore,
    long BytesAfter
)
{
    internal static IEnumerable<CompactedPartition> Of(
        TableMetadata metadata,
        TableSnapshot read,
        IReadOnlyList<IReadOnlyList<DataFile>> groups,
        IReadOnlyList<DataFile> written,
        bool isDone
    )
    {
        if (read.Files.All(f => f.Partition is null))
            yield break;
        foreach (var partition in groups.GroupBy(g => g[0].Partition))
        {
            var (replaced, deletes) = (
                partition.SelectMany(g => g).ToList(),
                read.Deletes.Count(d => Equals(d.Partition, partition.Key))
            );
            var (files, made) = (
                read.Files.Count(f => Equals(f.Partition, partition.Key)),
                written.Where(w => Equals(w.Partition, partition.Key)).ToList()
            );
            yield return new CompactedPartition(
                partition.Key is { } key ? PartitionText.Of(metadata, key) : null,
                files + deletes,
                files - replaced.Count + (isDone ? made.Count : partition.Count()),
                replaced.Count + deletes,
                replaced.Sum(f => f.Bytes),
                isDone ? made.Sum(f => f.Bytes) : replaced.Sum(f => f.Bytes)
            );
        }
    }
}
