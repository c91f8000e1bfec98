using Penstock.Core.Metadata;
using Penstock.Iceberg;
using Penstock.Iceberg.Schemas;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Iceberg.Files;

/// <summary>The parts of a COPY that make its file one of an Iceberg table: columns in stored types, with field ids.</summary>
internal static class ParquetCopy
{
    /// <summary>The SELECT list: each column by name, cast where the format stores another type.</summary>
    public static string Select(IReadOnlyList<FieldSchema> columns, IcebergSchema schema) =>
        string.Join(
            ", ",
            columns.Zip(
                schema.Fields,
                (column, field) =>
                {
                    var (name, stored) = (Sql.Identifier(column.Name), ColumnTypes.Sql(field.Type));
                    return stored == column.Type ? name : $"{name}::{stored} AS {name}";
                }
            )
        );

    /// <summary>
    /// The options behind TO for one file. Without a temporary name DuckDB leaves nothing behind that disposal of the staged
    /// object would not delete.
    /// </summary>
    public static string Options(IcebergSchema schema) => $"({Format(schema)}, USE_TMP_FILE false)";

    /// <summary>
    /// The options that make the files Iceberg's. They name their columns by their ids, in the footer of the format and in the
    /// property
    /// that Iceberg's own writers set.
    /// </summary>
    public static string Format(IcebergSchema schema) =>
        $$"""
            FORMAT parquet, COMPRESSION zstd, FIELD_IDS {{ColumnTypes.FieldIds(
                schema.Fields
            )}}, KV_METADATA {'iceberg.schema': {{Sql.Literal(IcebergJson.Write(schema))}}}
            """;
}
