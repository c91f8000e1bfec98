namespace Penstock.Warehouse.Loads;

/// <summary>What a table of the warehouse holds, as the load that wrote it noted in the same transaction.</summary>
/// <param name="SnapshotId">The snapshot.</param>
/// <param name="Fingerprint">A hash of everything that decides the table's rows; see <see cref="LoadFingerprint"/>.</param>
/// <param name="HighestKey">For a dimension: the highest surrogate key ever given, so that none is given twice.</param>
internal sealed record LoadMarker(long SnapshotId, string Fingerprint, long HighestKey);
