using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Undo;

/// <summary>A table that went back.</summary>
/// <param name="Table">The table.</param>
/// <param name="From">The run's snapshot.</param>
/// <param name="To">The snapshot before it, whose rows the table has again; null: it had none, and has none.</param>
public sealed record UndoneTable(TableName Table, long From, long? To);
