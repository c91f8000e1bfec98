using Penstock.Iceberg.Partitions;

namespace Penstock.LakeLayers.Tables;

/// <summary>
/// A file that says which rows of a table's data files are deleted. Deletes by value are written by other engines only; all are
/// obeyed.
/// </summary>
/// <param name="Key">Its object key.</param>
/// <param name="Rows">Deletes in it.</param>
/// <param name="Sequence">Its place among changes: deletes by value apply to data files with a lower one.</param>
/// <param name="EqualityIds">The field ids whose values it holds; null: it holds places (<c>file_path</c>, <c>pos</c>).</param>
public sealed record DeleteFile(string Key, long Rows, long Sequence, IReadOnlyList<int>? EqualityIds)
{
    /// <summary>The partition of the data files that it is about, as of a <see cref="DataFile"/>.</summary>
    public FilePartition? Partition { get; init; }

    /// <summary>What its bytes are known by, see <see cref="FileChecksum"/>; null: not known.</summary>
    public string? Checksum { get; init; }

    /// <summary>Its size; known of a file that was just written.</summary>
    public long Bytes { get; init; }
}
