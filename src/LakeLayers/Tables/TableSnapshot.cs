using Penstock.Iceberg.Files;
using Penstock.Iceberg.Schemas;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Tables;

/// <summary>One published state of a table: a list of files that together are its rows.</summary>
/// <param name="Id">Grows with every snapshot of any table.</param>
/// <param name="Table">The table.</param>
/// <param name="ParentId">The snapshot it was made from; null for the first.</param>
/// <param name="RunId">The run that published it.</param>
/// <param name="CommittedAt">When.</param>
/// <param name="Fingerprint">
/// A hash of everything the snapshot was made from (input snapshots, model text, variables). A step whose inputs have the
/// fingerprint of the current snapshot has nothing to do.
/// </param>
/// <param name="Schema">Its columns, in order, in DuckDB's words.</param>
/// <param name="Columns">The same with the ids that its files name them by.</param>
/// <param name="Files">Its files.</param>
public sealed record TableSnapshot(
    long Id,
    TableName Table,
    long? ParentId,
    Guid RunId,
    DateTimeOffset CommittedAt,
    string Fingerprint,
    IReadOnlyList<FieldSchema> Schema,
    AssignedColumns Columns,
    IReadOnlyList<DataFile> Files
)
{
    /// <summary>
    /// The first snapshot that had the same rows; itself, unless files were only written anew. What was made from one need not
    /// be made again from the other.
    /// </summary>
    public long ContentId { get; init; } = Id;

    /// <summary>All schemas that the table's metadata have, earlier ones included.</summary>
    public IReadOnlyList<IcebergSchema> Schemas { get; init; } = [];

    /// <summary>The field ids of files that have none; null: the table has no such.</summary>
    public NameMapping? NameMapping { get; init; }

    /// <summary>Files that delete rows of the others; only other engines write such.</summary>
    public IReadOnlyList<DeleteFile> Deletes { get; init; } = [];

    /// <summary>Rows over all files, without those deleted by place; at most so many where rows are deleted by value.</summary>
    public long Rows => Files.Sum(f => f.Rows) - Deletes.Where(d => d.EqualityIds is null).Sum(d => d.Rows);

    /// <summary>Bytes over all files.</summary>
    public long Bytes => Files.Sum(f => f.Bytes);
}
