using Penstock.Iceberg.Metadata;
using Penstock.LakeLayers.Query.Writing;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Maintenance;

/// <summary>How rows are to lie in a compacted file.</summary>
internal static class CompactionOrder
{
    /// <summary>The table's sort order as SQL; empty when it has none, and rows keep theirs.</summary>
    public static string Of(TableMetadata metadata, TableSnapshot snapshot)
    {
        var order = OrderSql.Of(
            metadata.SortOrders.First(o => o.OrderId == metadata.DefaultSortOrderId),
            snapshot.Columns.Schema
        );
        return order.Length == 0 ? "" : $" ORDER BY {order}";
    }
}
