using Penstock.Iceberg.Partitions;
using Penstock.LakeLayers.Iceberg.Files;
using Penstock.LakeLayers.ObjectStores;

namespace Penstock.LakeLayers.Query.Writing;

/// <summary>A file of rows in the making.</summary>
/// <param name="Staged">The file.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Partition">What they share; null: the table is not partitioned.</param>
internal sealed record RowFile(StagedObject Staged, long Rows, FilePartition? Partition)
{
    /// <summary>The number of the partition among those of its writer.</summary>
    public int Number { get; init; }

    /// <summary>What its columns hold; known when it is complete.</summary>
    public FileStatistics? Statistics { get; init; }
}
