namespace Penstock.LakeLayers.Tables;

/// <summary>A table as a commit finds it, locked.</summary>
/// <param name="NextId">The number that its next snapshot gets.</param>
/// <param name="SnapshotId">The current snapshot; null when there is none.</param>
/// <param name="Location">The metadata file that holds; null when there is no table.</param>
/// <param name="Metadata">Its content; null when it was known already.</param>
internal sealed record HeldTable(long NextId, long? SnapshotId, string? Location, string? Metadata);
