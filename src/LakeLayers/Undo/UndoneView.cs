using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Undo;

/// <summary>A view that went back.</summary>
/// <param name="View">The view.</param>
/// <param name="To">The run whose definition it has again; null: there was none.</param>
/// <param name="ToSnapshot">The snapshot of the table that has the name again; null: there was no table either.</param>
public sealed record UndoneView(TableName View, Guid? To, long? ToSnapshot);
