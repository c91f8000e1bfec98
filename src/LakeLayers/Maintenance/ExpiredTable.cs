using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Maintenance;

/// <summary>What expiry did to a table.</summary>
/// <param name="Table">The table.</param>
/// <param name="Expired">The snapshots that cannot be read any more.</param>
/// <param name="Kept">How many snapshots are left.</param>
/// <param name="Files">Data files that no snapshot needs any more: the next sweep removes them.</param>
/// <param name="Bytes">Their size.</param>
public sealed record ExpiredTable(TableName Table, IReadOnlyList<long> Expired, int Kept, long Files, long Bytes);
