using Penstock.Iceberg.Schemas;
using Penstock.LakeLayers.Iceberg.Files;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Tables;

/// <summary>
/// A table's columns in DuckDB's words. Where a step wrote a column its own word is kept, which tells more than the format's:
/// JSON is text there.
/// </summary>
internal static class ColumnWords
{
    /// <summary>The words for columns as they are now.</summary>
    /// <param name="present">The columns.</param>
    /// <param name="noted">The columns when words were noted.</param>
    /// <param name="words">Those words, by the names of then.</param>
    public static IReadOnlyList<FieldSchema> Of(
        IcebergSchema present,
        IcebergSchema noted,
        IReadOnlyList<FieldSchema> words
    ) =>
        [
            .. present.Fields.Select(f =>
            {
                var then = noted.Fields.FirstOrDefault(n => n.Id == f.Id);
                var word = then is null ? null : words.FirstOrDefault(w => w.Name == then.Name);
                return new FieldSchema(
                    f.Name,
                    word is not null && ColumnTypes.Sql(then!.Type) == ColumnTypes.Sql(f.Type)
                        ? word.Type
                        : ColumnTypes.Sql(f.Type),
                    f.Doc ?? word?.Description
                );
            }),
        ];
}
