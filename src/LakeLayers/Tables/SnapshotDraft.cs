using Penstock.Iceberg.Partitions;
using Penstock.Iceberg.Schemas;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Tables;

/// <summary>A snapshot to be published; its files are already durable in the object store.</summary>
/// <param name="Table">The table.</param>
/// <param name="ParentId">The snapshot the draft was made from; publishing fails when another one was published meanwhile.
/// Null: the table must be new.</param>
/// <param name="Fingerprint">See <see cref="TableSnapshot"/>.</param>
/// <param name="Schema">The columns of the whole snapshot, in DuckDB's words.</param>
/// <param name="Columns">The same with the ids that the files name them by.</param>
/// <param name="AddedFiles">New files.</param>
/// <param name="KeepsParentFiles">True: append to the parent's files. False: replace them.</param>
public sealed record SnapshotDraft(
    TableName Table,
    long? ParentId,
    string Fingerprint,
    IReadOnlyList<FieldSchema> Schema,
    AssignedColumns Columns,
    IReadOnlyList<DataFile> AddedFiles,
    bool KeepsParentFiles
)
{
    /// <summary>
    /// Keys of the parent's files, deletes included, that the added ones stand for: the table has the same rows before and after
    /// (operation <c>replace</c>). The parent's other files are kept.
    /// </summary>
    public IReadOnlySet<string> Replaced { get; init; } = new HashSet<string>();

    /// <summary>Keys of the parent's files, deletes included, whose rows go. The parent's other files are kept.</summary>
    public IReadOnlySet<string> Removed { get; init; } = new HashSet<string>();

    /// <summary>
    /// How the table's new files are laid out from now on; null: as the table has it, and the draft's files are of no partition
    /// or name the spec of theirs.
    /// </summary>
    public TableLayout? Layout { get; init; }

    /// <summary>New files of deletes by place; only with the parent's files.</summary>
    public IReadOnlyList<DeleteFile> AddedDeletes { get; init; } = [];
}
