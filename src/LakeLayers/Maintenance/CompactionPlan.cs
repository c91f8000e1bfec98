using Penstock.Iceberg.Partitions;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Maintenance;

/// <summary>
/// Which files of a snapshot become which: neighbours of one partition are joined, so that rows stay in their order, and only
/// as many as
/// make a file of the target's size.
/// </summary>
internal static class CompactionPlan
{
    /// <summary>Groups of files that become one each; all files of a group are of one partition.</summary>
    public static IReadOnlyList<IReadOnlyList<DataFile>> Of(TableSnapshot snapshot, long target) =>
        [
            .. snapshot
                .Files.GroupBy(f => f.Partition)
                .SelectMany(g => Of([.. g], DeletesOf(snapshot, g.Key).Any(), target)),
        ];

    /// <summary>
    /// The delete files that may be about rows of a partition's files. Those that delete by value and are of no partition are
    /// about all.
    /// </summary>
    public static IEnumerable<DeleteFile> DeletesOf(TableSnapshot snapshot, FilePartition? partition) =>
        snapshot.Deletes.Where(d =>
            Equals(d.Partition, partition) || (d.Partition is null && d.EqualityIds is not null)
        );

    private static List<List<DataFile>> Of(List<DataFile> files, bool hasDeletes, long target)
    {
        var groups = new List<List<DataFile>>();
        List<DataFile> open = [];
        foreach (var file in files)
        {
            // Delete files may be about any row: then every file is written anew without them.
            var small = hasDeletes || file.Bytes < target / 4 * 3;
            if (open.Count > 0 && (!small || open.Sum(f => f.Bytes) + file.Bytes > target))
                Close();
            if (small)
                open.Add(file);
        }
        Close();
        return groups;

        void Close()
        {
            if (open.Count > 1 || (open.Count == 1 && hasDeletes))
                groups.Add(open);
            open = [];
        }
    }
}
