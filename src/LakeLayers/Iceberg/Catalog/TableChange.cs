using Penstock.Iceberg.Changes;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Iceberg.Catalog;

/// <summary>A commit to one table that another engine asks for.</summary>
/// <param name="Table">The table.</param>
/// <param name="Requirements">What must hold of it.</param>
/// <param name="Updates">What to do then, in this order.</param>
public sealed record TableChange(
    TableName Table,
    IReadOnlyList<TableRequirement> Requirements,
    IReadOnlyList<TableUpdate> Updates
);
