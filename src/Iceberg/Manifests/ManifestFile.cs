namespace Penstock.Iceberg.Manifests;

/// <summary>A manifest as the list of a snapshot describes it.</summary>
/// <param name="Path">Its URI.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="SpecId">The partition spec of its files.</param>
/// <param name="Content">Data files, or delete files of both kinds (<see cref="FileContent.PositionDeletes"/>).</param>
/// <param name="SequenceNumber">The number of the snapshot that added the manifest.</param>
/// <param name="MinSequenceNumber">The lowest number of its live files.</param>
/// <param name="AddedSnapshotId">The snapshot that added the manifest.</param>
public sealed record ManifestFile(
    string Path,
    long Length,
    int SpecId,
    FileContent Content,
    long SequenceNumber,
    long MinSequenceNumber,
    long AddedSnapshotId
)
{
    /// <summary>Files and rows that the snapshot added.</summary>
    public (int Files, long Rows) Added { get; init; }

    /// <summary>Files and rows that were there before.</summary>
    public (int Files, long Rows) Existing { get; init; }

    /// <summary>Files and rows that the snapshot removed.</summary>
    public (int Files, long Rows) Deleted { get; init; }

    /// <summary>For each field of the partition what values there are; kept as it came.</summary>
    public IReadOnlyList<FieldSummary>? Partitions { get; init; }
}
