namespace Penstock.Iceberg.Metadata;

/// <summary>A snapshot became the current one, at milliseconds since 1970.</summary>
public sealed record SnapshotLogEntry(long SnapshotId, long TimestampMs);
