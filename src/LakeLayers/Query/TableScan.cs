using System.Globalization;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.Iceberg.Schemas;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Query;

/// <summary>
/// The SELECT that reads a snapshot's files as the table: columns by their field ids, whatever they were called when a file was written,
/// those that a file lacks as NULL, each as the table's type; without the rows that delete files name.
/// </summary>
/// <param name="snapshot">The snapshot.</param>
/// <param name="pathOf">The local path of an object.</param>
/// <param name="uriOf">The URI of an object, by which delete files name it.</param>
internal sealed class TableScan(TableSnapshot snapshot, Func<string, string> pathOf, Func<string, string> uriOf)
{
    private const string File = "_penstock_file", Row = "file_row_number", Sequence = "_penstock_sequence";

    public string Select()
    {
        var fields = snapshot.Columns.Schema.Fields;
        // The table's own words for a type tell more than the format's: JSON is text to other engines.
        var columns = string.Join(", ", fields.Select(f =>
            snapshot.Schema.FirstOrDefault(c => c.Name == f.Name) is { } column && column.Type != ColumnTypes.Sql(f.Type)
                ? $"{Sql.Identifier(f.Name)}::{column.Type} AS {Sql.Identifier(f.Name)}" : Sql.Identifier(f.Name)));
        if (snapshot.Files.Count == 0) return $"SELECT {columns} FROM (SELECT {string.Join(", ", fields.Select(f => $"NULL::{ColumnTypes.Sql(f.Type)} AS {Sql.Identifier(f.Name)}"))}) WHERE false";
        return snapshot.Deletes.Count == 0 ? $"SELECT {columns} FROM {Read(snapshot.Files.Select(f => f.Key), fields, "")}" : $"SELECT {columns} FROM {Live(fields)}";
    }

    private string Live(IReadOnlyList<NestedField> fields)
    {
        var files = string.Join(", ", snapshot.Files.Select(f => $"({Sql.Literal(pathOf(f.Key))}, {Sql.Literal(uriOf(f.Key))}, {Text(f.Sequence)})"));
        var rows = $"""
            (FROM {Read(snapshot.Files.Select(f => f.Key), fields, $", filename = '{File}', file_row_number = true")} AS data
            JOIN (VALUES {files}) AS files (path, uri, {Sequence}) ON data.{File} = files.path)
            """;
        var byPlace = snapshot.Deletes.Where(d => d.EqualityIds is null).ToList();
        if (byPlace.Count > 0)
        {
            var places = string.Join(", ", byPlace.Select(d => Sql.Literal(pathOf(d.Key))));
            rows = $"(FROM {rows} AS live ANTI JOIN (SELECT file_path, pos FROM read_parquet([{places}])) AS gone ON live.uri = gone.file_path AND live.{Row} = gone.pos)";
        }
        foreach (var delete in snapshot.Deletes.Where(d => d.EqualityIds is not null))
        {
            var keys = delete.EqualityIds!.Select(id => fields.First(f => f.Id == id)).ToList();
            var same = string.Join(" AND ", keys.Select(k => $"live.{Sql.Identifier(k.Name)} IS NOT DISTINCT FROM gone.{Sql.Identifier(k.Name)}"));
            rows = $"(FROM {rows} AS live ANTI JOIN (FROM {Read([delete.Key], keys, "")}) AS gone ON live.{Sequence} < {Text(delete.Sequence)} AND {same})";
        }
        return rows;
    }

    private string Read(IEnumerable<string> keys, IEnumerable<NestedField> fields, string options)
    {
        var columns = fields.Select(f => $"{Text(f.Id)}: {{name: {Sql.Literal(f.Name)}, type: {Sql.Literal(ColumnTypes.Sql(f.Type))}, default_value: NULL}}");
        return $"read_parquet([{string.Join(", ", keys.Select(k => Sql.Literal(pathOf(k))))}], schema = MAP {{{string.Join(", ", columns)}}}{options})";
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
