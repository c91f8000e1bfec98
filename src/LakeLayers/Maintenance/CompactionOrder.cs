using Dapper;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.Iceberg.Metadata;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Maintenance;

/// <summary>How rows are to lie in a compacted file.</summary>
internal static class CompactionOrder
{
    /// <summary>The table's sort order as SQL; empty when it has none, and rows keep theirs.</summary>
    /// <exception cref="UsageException">Files of the table are told apart by values.</exception>
    public static async Task<string> ReadAsync(Lake lake, TableSnapshot snapshot, CancellationToken cancellationToken)
    {
        await using var connection = await lake.Metadata.DataSource.OpenConnectionAsync(cancellationToken);
        var metadata = TableMetadata.Parse(await connection.QuerySingleAsync<string>("SELECT metadata::text FROM lake.lake_table WHERE zone = @Zone AND name = @Name", new { snapshot.Table.Zone, snapshot.Table.Name }));
        if (metadata.PartitionSpecs.Any(s => s.Fields.Count > 0))
            throw new UsageException("The table is partitioned, and files of several partitions cannot become one", snapshot.Table.ToString(), "compact it with the engine that writes it");
        var order = metadata.SortOrders.First(o => o.OrderId == metadata.DefaultSortOrderId).Fields;
        var keys = order.Select(f => (Field: f, Column: snapshot.Columns.Schema.Fields.FirstOrDefault(c => c.Id == f.SourceId))).ToList();
        // By what a bucket or a day is made from is finer than by the bucket, and only the column itself keeps the order it promises.
        if (keys.Count == 0 || keys.Exists(k => k.Column is null || k.Field.Transform != "identity")) return "";
        return " ORDER BY " + string.Join(", ", keys.Select(k =>
            $"{Sql.Identifier(k.Column!.Name)} {(k.Field.Direction == "desc" ? "DESC" : "ASC")} NULLS {(k.Field.NullOrder == "nulls-first" ? "FIRST" : "LAST")}"));
    }
}
