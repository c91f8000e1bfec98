namespace Penstock.Iceberg.Manifests;

/// <summary>A file in a manifest, and what happened to it.</summary>
/// <param name="Status">What the snapshot did with it.</param>
/// <param name="SnapshotId">The snapshot that added or removed it.</param>
/// <param name="SequenceNumber">Its age among changes: deletes apply to older files. Null: that of the manifest, which is not
/// known yet.</param>
/// <param name="FileSequenceNumber">The number of the snapshot that added the file. Null as above.</param>
/// <param name="File">The file.</param>
public sealed record ManifestEntry(
    EntryStatus Status,
    long? SnapshotId,
    long? SequenceNumber,
    long? FileSequenceNumber,
    TableFile File
)
{
    /// <summary>Whether the file is part of the table after the snapshot.</summary>
    public bool IsLive => Status != EntryStatus.Deleted;
}
