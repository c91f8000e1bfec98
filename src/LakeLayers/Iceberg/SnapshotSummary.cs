using System.Globalization;
using Penstock.Iceberg.Manifests;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Iceberg;

/// <summary>
/// What a snapshot says of itself in figures (https://iceberg.apache.org/spec/#optional-snapshot-summary-fields), and which run
/// made it.
/// </summary>
internal static class SnapshotSummary
{
    /// <param name="draft">What is published.</param>
    /// <param name="manifests">The manifests after it.</param>
    /// <param name="removed">The files that go.</param>
    /// <param name="runId">The run.</param>
    public static Dictionary<string, string> Of(
        SnapshotDraft draft,
        IReadOnlyList<ManifestFile> manifests,
        IReadOnlyList<ManifestEntry> removed,
        Guid runId
    )
    {
        var data = manifests.Where(m => m.Content == FileContent.Data).ToList();
        var removedData = removed.Where(e => e.File.Content == FileContent.Data).ToList();
        var counts = new Dictionary<string, long>
        {
            ["added-data-files"] = draft.AddedFiles.Count,
            ["added-records"] = draft.AddedFiles.Sum(f => f.Rows),
            ["added-files-size"] = draft.AddedFiles.Sum(f => f.Bytes),
            ["deleted-data-files"] = removedData.Count,
            ["deleted-records"] = removedData.Sum(e => e.File.Rows),
            ["removed-files-size"] = removed.Sum(e => e.File.Bytes),
            ["added-delete-files"] = draft.AddedDeletes.Count,
            ["added-position-deletes"] = draft.AddedDeletes.Sum(d => d.Rows),
            ["total-data-files"] = data.Sum(m => m.Added.Files + m.Existing.Files),
            ["total-records"] = data.Sum(m => m.Added.Rows + m.Existing.Rows),
        };
        return counts
            .ToDictionary(c => c.Key, c => c.Value.ToString(CultureInfo.InvariantCulture))
            .Append(new("operation", Operation(draft, removed)))
            .Append(new("penstock.run-id", runId.ToString()))
            .ToDictionary();
    }

    private static string Operation(SnapshotDraft draft, IReadOnlyList<ManifestEntry> removed)
    {
        if (draft.Replaced.Count > 0)
            return "replace";
        if (removed.Count == 0 && draft.AddedDeletes.Count == 0)
            return "append";
        return draft.AddedFiles.Count == 0 ? "delete" : "overwrite";
    }
}
