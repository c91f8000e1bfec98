using Dapper;
using Penstock.Iceberg.Metadata;
using Penstock.Iceberg.Partitions;
using Penstock.Iceberg.Schemas;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models.Layout;

/// <summary>How a model's table is laid out before the model runs, and which of that the model itself had named.</summary>
/// <param name="Metadata">The table's metadata; null: there is no such table yet.</param>
/// <param name="SpecId">The partition spec that the model named when it was last published; null: none.</param>
/// <param name="OrderId">The same of the sort order.</param>
internal sealed record PresentLayout(TableMetadata? Metadata, int? SpecId, int? OrderId)
{
    /// <summary>Of a table that is not there.</summary>
    public static PresentLayout None { get; } = new(null, null, null);

    /// <summary>Reads it.</summary>
    public static async Task<PresentLayout> ReadAsync(Lake lake, TableName table, CancellationToken cancellationToken)
    {
        await using var connection = await lake.Metadata.DataSource.OpenConnectionAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<(string Metadata, int? SpecId, int? OrderId)?>(
            """
            SELECT t.metadata::text, m.spec_id, m.order_id FROM lake.lake_table t LEFT JOIN lake.model m ON m.zone = t.zone AND m.name = t.name WHERE t.zone = @Zone AND t.name = @Name
            """,
            new { table.Zone, table.Name }
        );
        return row is { } found
            ? new PresentLayout(TableMetadata.Parse(found.Metadata), found.SpecId, found.OrderId)
            : None;
    }

    /// <summary>
    /// The spec that a model keeps which names none: what somebody else set. None, when the model set it, or rows of these
    /// columns cannot follow it.
    /// </summary>
    public PartitionSpec Spec(IcebergSchema columns) =>
        Metadata is { Spec: var spec }
        && spec.SpecId != SpecId
        && spec.Fields.All(f =>
            PartitionTransform.Parse(f.Transform) is { } transform
            && TypeOf(f.SourceId, columns) is { } type
            && transform.Takes(type)
        )
            ? spec
            : PartitionSpec.None;

    /// <summary>
    /// The same of the sort order. Rows need not follow it, so one that rows in SQL cannot promise is kept too.
    /// </summary>
    public SortOrder Order(IcebergSchema columns) =>
        Metadata?.SortOrders.FirstOrDefault(o => o.OrderId == Metadata.DefaultSortOrderId) is { } order
        && order.OrderId != OrderId
        && order.Fields.All(f => TypeOf(f.SourceId, columns) is not null)
            ? order
            : SortOrder.None;

    private static PrimitiveType? TypeOf(int id, IcebergSchema columns) =>
        columns.Fields.FirstOrDefault(c => c.Id == id)?.Type as PrimitiveType;
}
