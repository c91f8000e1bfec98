using Penstock.Iceberg.Metadata;

namespace Penstock.Iceberg.Partitions;

/// <summary>
/// How a table's new files are partitioned and sorted. Its ids are given by the commit that adds it to the table.
/// </summary>
/// <param name="Spec">By what files are told apart.</param>
/// <param name="Order">How rows lie in them.</param>
public sealed record TableLayout(PartitionSpec Spec, SortOrder Order)
{
    /// <summary>One partition, no order.</summary>
    public static TableLayout Plain { get; } = new(PartitionSpec.None, SortOrder.None);
}
