using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Maintenance;

/// <summary>Which files of a snapshot become which: neighbours are joined, so that rows stay in their order, and only as many as make a file of the target's size.</summary>
internal static class CompactionPlan
{
    /// <summary>Groups of files that become one each.</summary>
    public static IReadOnlyList<IReadOnlyList<DataFile>> Of(TableSnapshot snapshot, long target)
    {
        var groups = new List<List<DataFile>>();
        List<DataFile> open = [];
        foreach (var file in snapshot.Files)
        {
            // Delete files may be about any row: then every file is written anew without them.
            var small = snapshot.Deletes.Count > 0 || file.Bytes < target / 4 * 3;
            if (open.Count > 0 && (!small || open.Sum(f => f.Bytes) + file.Bytes > target)) Close();
            if (small) open.Add(file);
        }
        Close();
        return groups;

        void Close()
        {
            if (open.Count > 1 || (open.Count == 1 && snapshot.Deletes.Count > 0)) groups.Add(open);
            open = [];
        }
    }
}
