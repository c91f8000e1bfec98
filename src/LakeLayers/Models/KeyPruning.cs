using Penstock.Iceberg.Metadata;
using Penstock.Iceberg.Partitions;
using Penstock.LakeLayers.Query.Writing;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models;

/// <summary>
/// Leaves out files that cannot hold rows with the keys of new ones: where a partition is made from a column of the key, equal
/// keys are in equal partitions.
/// </summary>
internal static class KeyPruning
{
    /// <summary>The snapshot with the data files that are left.</summary>
    /// <param name="current">The table.</param>
    /// <param name="spec">The partition spec that the new rows follow, as the table has it; null: it has not got it yet.</param>
    /// <param name="key">The columns of the key.</param>
    /// <param name="newRows">The new rows.</param>
    public static TableSnapshot Restrict(
        TableSnapshot current,
        PartitionSpec? spec,
        IReadOnlyList<string> key,
        WrittenRows newRows
    )
    {
        if (spec is null)
            return current;
        var keyIds = newRows.Columns.Fields.Where(f => key.Contains(f.Name)).Select(f => f.Id).ToHashSet();
        var fields = Enumerable
            .Range(0, spec.Fields.Count)
            .Where(i => keyIds.Contains(spec.Fields[i].SourceId))
            .ToList();
        if (fields.Count == 0)
            return current;
        var met = newRows.Files.Select(f => Part(f.Partition!)).ToHashSet();
        return current with
        {
            Files =
            [
                .. current.Files.Where(f => f.Partition?.SpecId != spec.SpecId || met.Contains(Part(f.Partition))),
            ],
        };

        FilePartition Part(FilePartition partition) => new(null, [.. fields.Select(i => partition.Values[i])]);
    }
}
