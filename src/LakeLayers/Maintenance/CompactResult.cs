using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Maintenance;

/// <summary>What a compaction did.</summary>
/// <param name="Table">The table.</param>
/// <param name="FilesBefore">Data and delete files that the table had.</param>
/// <param name="FilesAfter">Files that it has now.</param>
/// <param name="Rewritten">Files that were replaced.</param>
/// <param name="BytesBefore">The size of its data files before.</param>
/// <param name="BytesAfter">And now.</param>
/// <param name="SnapshotId">The snapshot that was published; null when there was nothing to do.</param>
public sealed record CompactResult(
    TableName Table,
    int FilesBefore,
    int FilesAfter,
    int Rewritten,
    long BytesBefore,
    long BytesAfter,
    long? SnapshotId
)
{
    /// <summary>The partitions of which files were replaced; empty when the table has none.</summary>
    public IReadOnlyList<CompactedPartition> Partitions { get; init; } = [];
}
