using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.Iceberg.Metadata;
using Penstock.Iceberg.Partitions;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Query.Writing;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models;

/// <summary>
/// Puts the rows of a model into the table that is there: finds out by their keys which rows of it go, and how it then reads.
/// </summary>
internal sealed class ModelChange(
    DuckDbSession session,
    LakeJob job,
    ModelPlan plan,
    CancellationToken cancellationToken
)
{
    // Beyond so many every reader opens many files for few rows: the table is written anew.
    private const int MostDeleteFiles = 16,
        MostFiles = 128;

    private readonly TableSnapshot _current = plan.Current!;

    /// <summary>The columns by which rows are replaced; none: rows are added.</summary>
    public IReadOnlyList<string> Key =>
        plan.Header switch
        {
            { Materialized: Materialization.Snapshot } => [HistoryColumns.VersionId],
            { Strategy: IncrementalStrategy.Append or IncrementalStrategy.InsertOverwrite } => [],
            var header => header.UniqueKey,
        };

    /// <summary>Whether the table has become so scattered that it is written as a whole.</summary>
    public bool MustRewrite =>
        Most(_current.Deletes.Select(d => d.Partition)) >= MostDeleteFiles
        || Most(_current.Files.Select(f => f.Partition)) >= MostFiles;

    /// <summary>Whether the partitions that new rows are in are replaced as a whole.</summary>
    public bool ReplacesPartitions =>
        plan.Header is { Materialized: Materialization.Incremental, Strategy: IncrementalStrategy.InsertOverwrite };

    /// <summary>Refuses rows of which two would replace the same one.</summary>
    /// <exception cref="PenstockException">A key comes twice.</exception>
    public void CheckKeys(string newRows)
    {
        if (Key.Count == 0 || plan.Header.Strategy == IncrementalStrategy.DeleteInsert)
            return;
        ModelKeys.RequireUnique(session, newRows, Key, plan.Model, cancellationToken);
    }

    /// <summary>What goes for the new rows.</summary>
    public FileChanges Replace(WrittenRows newRows, RowWriter writer, Func<StagedObject> stage)
    {
        if (newRows.Rows == 0)
            return FileChanges.None;
        if (ReplacesPartitions)
            return ReplacePartitions(newRows, writer, stage);
        if (Key.Count == 0)
            return FileChanges.None;
        var scan = job.Scan(session, KeyPruning.Restrict(_current, PresentSpec(writer), Key, newRows));
        var places = scan.Places(Key, $"(SELECT {Sql.Identifiers(Key)} FROM {newRows.Content})");
        return FileChanges.None with
        {
            Deletes = new DeleteWriter(session, scan, stage, cancellationToken).Write(job.FolderOf(plan.Table), places),
        };
    }

    /// <summary>The query that reads the table as it will be.</summary>
    public string After(BuiltTable table, FileChanges change)
    {
        foreach (var (staged, key) in table.Objects)
            job.Know(key, staged.LocalPath);
        foreach (var deletes in change.Deletes)
            job.Know(deletes.File.Key, deletes.Staged.LocalPath);
        return job.Scan(session, change.Apply(_current, table)).Select();
    }

    // Files of the table's present spec are of one partition each, and go or stay; of older files rows go.
    private FileChanges ReplacePartitions(WrittenRows newRows, RowWriter writer, Func<StagedObject> stage)
    {
        var spec = PresentSpec(writer)?.SpecId;
        var touched = newRows.Files.Select(f => f.Partition! with { SpecId = spec }).ToHashSet();
        var removed = _current
            .Files.Select(f => (f.Key, f.Partition))
            .Concat(_current.Deletes.Where(d => d.EqualityIds is null).Select(d => (d.Key, d.Partition)))
            .Where(f => spec is not null && f.Partition is not null && touched.Contains(f.Partition))
            .Select(f => f.Key)
            .ToHashSet();
        var older = _current with
        {
            Files = [.. _current.Files.Where(f => spec is null || f.Partition?.SpecId != spec)],
        };
        if (older.Files.Count == 0)
            return new FileChanges([], removed);
        var scan = job.Scan(session, older);
        return new FileChanges(
            new DeleteWriter(session, scan, stage, cancellationToken).Write(
                job.FolderOf(plan.Table),
                scan.PlacesWhere(writer.IsInPartitionOf(newRows))
            ),
            removed
        );
    }

    private PartitionSpec? PresentSpec(RowWriter writer) =>
        plan.Present.Metadata?.PartitionSpecs.FirstOrDefault(s => s.HasFieldsOf(writer.Layout.Spec));

    private static int Most(IEnumerable<FilePartition?> files) =>
        files.GroupBy(f => f).Select(g => g.Count()).DefaultIfEmpty().Max();
}
