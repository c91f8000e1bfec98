using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Erasure;

/// <summary>What an erasure did to a table.</summary>
/// <param name="Table">The table.</param>
/// <param name="From">The snapshot before; null: the current one had no such rows.</param>
/// <param name="To">The snapshot without them.</param>
/// <param name="Expired">Snapshots that cannot be read any more.</param>
public sealed record ErasedTable(TableName Table, long? From, long? To, IReadOnlyList<long> Expired);
