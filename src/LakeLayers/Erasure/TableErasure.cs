using System.Security.Cryptography;
using System.Text;
using Penstock.LakeLayers.Maintenance;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Erasure;

/// <summary>Writes the files of a table's current snapshot that hold rows of a person anew without them.</summary>
/// <param name="lake">The lake.</param>
/// <param name="job">A session that knows the person.</param>
/// <param name="subjects">Where to look.</param>
/// <param name="written">Gets what was written, for when nothing comes of it.</param>
internal sealed class TableErasure(Lake lake, LakeJob job, SubjectColumns subjects, List<DataFile> written)
{
    /// <summary>The snapshot to publish; null when only the past has such rows.</summary>
    public async Task<SnapshotDraft?> DraftAsync(FoundTable found, CancellationToken cancellationToken)
    {
        if (
            await lake.Tables.FindCurrentAsync(found.Table, cancellationToken) is not { } current
            || !current.Files.Any(f => found.Files.Contains(f.Key))
        )
            return null;
        // A file of deletes names places in files: with one of those gone, all are applied.
        List<IReadOnlyList<DataFile>> groups =
            current.Deletes.Count > 0
                ? [.. current.Files.GroupBy(f => f.Partition).Select(g => g.ToList())]
                : [.. current.Files.Where(f => found.Files.Contains(f.Key)).Select(f => new[] { f })];
        List<DataFile> added = [];
        foreach (var group in groups)
            added.AddRange(await WriteAsync(current, group, cancellationToken));
        // It is not made from what its fingerprint says any more: the next run makes it and all that is made from it anew, out
        // of what is left.
        var fingerprint = Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes($"{current.Fingerprint}\nerased\n{current.Id}"))
        );
        return new SnapshotDraft(
            current.Table,
            current.Id,
            fingerprint,
            current.Schema,
            current.Columns,
            added,
            KeepsParentFiles: true
        )
        {
            Removed = groups
                .SelectMany(g => g)
                .Select(f => f.Key)
                .Concat(current.Deletes.Select(d => d.Key))
                .ToHashSet(StringComparer.Ordinal),
        };
    }

    private async Task<IEnumerable<DataFile>> WriteAsync(
        TableSnapshot current,
        IReadOnlyList<DataFile> group,
        CancellationToken cancellationToken
    )
    {
        await job.AttachTableAsync(
            current with
            {
                Files = group,
                Deletes = [.. CompactionPlan.DeletesOf(current, group[0].Partition)],
            },
            "part",
            cancellationToken: cancellationToken
        );
        var landed = group.SelectMany(f => f.LandingKeys).Distinct(StringComparer.Ordinal).ToList();
        // Which landing objects a table has, it knows by its files: also one whose rows are all erased must not come again.
        var made = await job.WriteAsync(
            current.Table,
            $"SELECT * FROM part WHERE NOT ({SubjectCondition.Of(current.Table, current.Schema, subjects)})",
            evenEmpty: landed.Count > 0,
            cancellationToken: cancellationToken
        );
        var files = made
            .Files.Select(f =>
                f with
                {
                    LandingKey = landed.Count == 1 ? landed[0] : null,
                    LandingKeys = landed,
                    Place = group[0].Place,
                    Partition = group[0].Partition,
                }
            )
            .ToList();
        written.AddRange(files);
        return files;
    }
}
