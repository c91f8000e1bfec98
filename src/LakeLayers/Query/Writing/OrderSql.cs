using Penstock.Core.Metadata;
using Penstock.Iceberg.Metadata;
using Penstock.Iceberg.Schemas;

namespace Penstock.LakeLayers.Query.Writing;

/// <summary>A sort order as SQL.</summary>
internal static class OrderSql
{
    /// <summary>What stands behind ORDER BY; empty for none, or for one that rows in SQL cannot promise.</summary>
    public static string Of(SortOrder order, IcebergSchema columns)
    {
        var keys = order
            .Fields.Select(f => (Field: f, Column: columns.Fields.FirstOrDefault(c => c.Id == f.SourceId)))
            .ToList();
        // By what a bucket or a day is made from is finer than by the bucket, and only the column itself keeps the order it
        // promises.
        if (keys.Exists(k => k.Column is null || k.Field.Transform != "identity"))
            return "";
        return string.Join(
            ", ",
            keys.Select(k =>
                $"{Sql.Identifier(k.Column!.Name)} {(k.Field.Direction == "desc" ? "DESC" : "ASC")} NULLS {(k.Field.NullOrder == "nulls-first" ? "FIRST" : "LAST")}"
            )
        );
    }
}
