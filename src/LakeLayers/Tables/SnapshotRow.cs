namespace Penstock.LakeLayers.Tables;

/// <summary>A snapshot in the index.</summary>
/// <param name="Age">0 for the table's newest, 1 for the one before it, and so on.</param>
internal sealed record SnapshotRow(long Id, long IcebergId, DateTime CommittedAt, long Age);
