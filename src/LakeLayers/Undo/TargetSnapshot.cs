namespace Penstock.LakeLayers.Undo;

/// <summary>A snapshot in a table's line.</summary>
internal sealed record TargetSnapshot(long Id, Guid RunId, long IcebergId, DateTime CommittedAt, DateTime? ExpiredAt);
