using Penstock.LakeLayers.Iceberg.Files;
using System.Globalization;
using Penstock.Core.Metadata;
using Penstock.Iceberg.Partitions;
using Penstock.Iceberg.Schemas;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Query;

/// <summary>
/// The SELECT that reads a snapshot's files as the table: each column as the table's type, those that a file lacks as NULL, without the rows
/// that delete files name. Columns are found by their names, or by their field ids where files may call them otherwise.
/// </summary>
/// <param name="snapshot">The snapshot.</param>
/// <param name="pathOf">The local path of an object.</param>
/// <param name="uriOf">The URI of an object, by which delete files name it.</param>
/// <param name="describe">The columns of a query.</param>
internal sealed class TableScan(
    TableSnapshot snapshot,
    Func<string, string> pathOf,
    Func<string, string> uriOf,
    Func<string, IReadOnlyList<FieldSchema>> describe
)
{
    /// <summary>The column of <see cref="Places"/> that tells the partition of a row's file: its place among <see cref="Partitions"/>.</summary>
    public const string Partition = "_penstock_partition";

    private const string File = "_penstock_file",
        Row = "file_row_number",
        Sequence = "_penstock_sequence",
        Place = "_penstock_place";

    /// <summary>The partitions of the snapshot's data files; null: of none.</summary>
    public IReadOnlyList<FilePartition?> Partitions { get; } = [.. snapshot.Files.Select(f => f.Partition).Distinct()];

    /// <param name="inOrder">Whether rows come in the order of the files also where some are deleted.</param>
    public string Select(bool inOrder = false)
    {
        var fields = snapshot.Columns.Schema.Fields;
        // The table's own words for a type tell more than the format's: JSON is text to other engines.
        var columns = string.Join(
            ", ",
            fields.Select(f =>
                snapshot.Schema.FirstOrDefault(c => c.Name == f.Name) is { } column
                && column.Type != ColumnTypes.Sql(f.Type)
                    ? $"{Sql.Identifier(f.Name)}::{column.Type} AS {Sql.Identifier(f.Name)}"
                    : Sql.Identifier(f.Name)
            )
        );
        if (snapshot.Files.Count == 0)
            return $"SELECT {columns} FROM (SELECT {string.Join(", ", fields.Select(f => $"NULL::{ColumnTypes.Sql(f.Type)} AS {Sql.Identifier(f.Name)}"))}) WHERE false";
        return snapshot.Deletes.Count == 0
            ? $"SELECT {columns} FROM {Read(snapshot.Files.Select(f => f.Key), fields, "")}"
            : $"SELECT {columns} FROM {Live(fields)}{(inOrder ? $" ORDER BY {Place}, {Row}" : "")}";
    }

    /// <summary>The places (<c>file_path</c>, <c>pos</c>, <see cref="Partition"/>) of the table's rows whose values of some columns are in another relation, for files of deletes.</summary>
    /// <param name="columns">The columns, of the same names in both.</param>
    /// <param name="among">What stands behind FROM for the other relation.</param>
    public string Places(IReadOnlyList<string> columns, string among) =>
        Places($" SEMI JOIN {among} USING ({Sql.Identifiers(columns)})");

    /// <summary>The same for the rows that a condition holds of.</summary>
    public string PlacesWhere(string condition) => Places($" WHERE {condition}");

    private string Places(string restriction) =>
        snapshot.Files.Count == 0
            ? $"SELECT NULL::VARCHAR AS file_path, NULL::BIGINT AS pos, NULL::INTEGER AS {Partition} WHERE false"
            : $"SELECT uri AS file_path, {Row}::BIGINT AS pos, {Partition} FROM {Live(snapshot.Columns.Schema.Fields, restriction)}";

    private string Live(IReadOnlyList<NestedField> fields, string restriction = "")
    {
        var none = FilePartition.None(-1);
        var partitions = Partitions
            .Select((p, i) => (Partition: p ?? none, Index: i))
            .ToDictionary(p => p.Partition, p => p.Index);
        var files = string.Join(
            ", ",
            snapshot.Files.Select(
                (f, i) =>
                    $"({Sql.Literal(pathOf(f.Key))}, {Sql.Literal(uriOf(f.Key))}, {Text(f.Sequence)}, {Text(i)}, {Text(partitions[f.Partition ?? none])})"
            )
        );
        var rows = $"""
            (FROM (FROM {Read(
                snapshot.Files.Select(f => f.Key),
                fields,
                $", filename = '{File}', file_row_number = true"
            )}{restriction}) AS data
            JOIN (VALUES {files}) AS files (path, uri, {Sequence}, {Place}, {Partition}) ON data.{File} = files.path)
            """;
        var byPlace = snapshot.Deletes.Where(d => d.EqualityIds is null).ToList();
        if (byPlace.Count > 0)
        {
            var places = string.Join(", ", byPlace.Select(d => Sql.Literal(pathOf(d.Key))));
            rows =
                $"(FROM {rows} AS live ANTI JOIN (SELECT file_path, pos FROM read_parquet([{places}])) AS gone ON live.uri = gone.file_path AND live.{Row} = gone.pos)";
        }
        foreach (var delete in snapshot.Deletes.Where(d => d.EqualityIds is not null))
        {
            var keys = delete.EqualityIds!.Select(id => fields.First(f => f.Id == id)).ToList();
            var same = string.Join(
                " AND ",
                keys.Select(k => $"live.{Sql.Identifier(k.Name)} IS NOT DISTINCT FROM gone.{Sql.Identifier(k.Name)}")
            );
            rows =
                $"(FROM {rows} AS live ANTI JOIN (FROM {Read([delete.Key], keys, "")}) AS gone ON live.{Sequence} < {Text(delete.Sequence)} AND {same})";
        }
        return rows;
    }

    private string Read(IEnumerable<string> keys, IReadOnlyList<NestedField> fields, string options)
    {
        if (!snapshot.ReadsById)
            return ReadByName(keys, fields, options);
        var columns = fields.Select(f =>
            $"{Text(f.Id)}: {{name: {Sql.Literal(f.Name)}, type: {Sql.Literal(ColumnTypes.Sql(f.Type))}, default_value: NULL}}"
        );
        return $"read_parquet([{string.Join(", ", keys.Select(k => Sql.Literal(pathOf(k))))}], schema = MAP {{{string.Join(", ", columns)}}}{options})";
    }

    private string ReadByName(IEnumerable<string> keys, IReadOnlyList<NestedField> fields, string options)
    {
        var source =
            $"read_parquet([{string.Join(", ", keys.Select(k => Sql.Literal(pathOf(k))))}], union_by_name = true{options})";
        var present = describe($"FROM {source}")
            .ToDictionary(c => c.Name, c => c.Type, StringComparer.OrdinalIgnoreCase);
        if (
            options.Length == 0
            && present.Count == fields.Count
            && fields.All(f => present.GetValueOrDefault(f.Name) == ColumnTypes.Sql(f.Type))
        )
            return source;
        var columns = fields.Select(f =>
            present.TryGetValue(f.Name, out var type) && type == ColumnTypes.Sql(f.Type)
                ? Sql.Identifier(f.Name)
                : $"{(type is null ? "NULL" : Sql.Identifier(f.Name))}::{ColumnTypes.Sql(f.Type)} AS {Sql.Identifier(f.Name)}"
        );
        var extra = options.Length == 0 ? "" : $", {File}, {Row}";
        return $"(SELECT {string.Join(", ", columns)}{extra} FROM {source})";
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
