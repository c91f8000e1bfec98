using System.Globalization;
using Penstock.Core.Metadata;
using Penstock.Iceberg;
using Penstock.Iceberg.Locations;
using Penstock.Iceberg.Partitions;
using Penstock.Iceberg.Schemas;
using Penstock.LakeLayers.Iceberg.Files;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Query.Files;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Query;

/// <summary>
/// The SELECT that reads a snapshot's files as the table: each column as the table's type, those that a file lacks as NULL,
/// without the rows
/// that delete files name. Columns are found by their field ids in every file, see <see cref="ColumnReader"/>.
/// </summary>
/// <param name="snapshot">The snapshot.</param>
/// <param name="session">Reads footers, and which files deletes are about.</param>
/// <param name="footers">What is known of footers.</param>
/// <param name="pathOf">The local path of an object.</param>
/// <param name="uriOf">The URI of an object of which the table's manifests were not asked.</param>
internal sealed class TableScan(
    TableSnapshot snapshot,
    DuckDbSession session,
    FileColumnsCache footers,
    Func<string, string> pathOf,
    Func<string, string> uriOf
)
{
    /// <summary>
    /// The column of <see cref="Places"/> that tells the partition of a row's file: its place among <see cref="Partitions"/>.
    /// </summary>
    public const string Partition = "_penstock_partition";

    private const string File = "_penstock_file",
        Row = "file_row_number",
        Path = "_penstock_path",
        Uri = "_penstock_uri",
        Sequence = "_penstock_sequence",
        Place = "_penstock_place",
        Key = "_penstock_key_",
        WithPlaces = $", filename = '{File}', file_row_number = true";

    private readonly ColumnReader _reader = new(snapshot);

    /// <summary>The partitions of the snapshot's data files; null: of none.</summary>
    public IReadOnlyList<FilePartition?> Partitions { get; } = [.. snapshot.Files.Select(f => f.Partition).Distinct()];

    private IReadOnlyList<NestedField> Fields => snapshot.Columns.Schema.Fields;

    /// <param name="inOrder">Whether rows come in the order of the files also where some are deleted.</param>
    public string Select(bool inOrder = false)
    {
        // The table's own words for a type tell more than the format's: JSON is text to other engines.
        var columns = string.Join(
            ", ",
            Fields.Select(f =>
                snapshot.Schema.FirstOrDefault(c => c.Name == f.Name) is { } column
                && column.Type != ColumnTypes.Sql(f.Type)
                    ? $"{Sql.Identifier(f.Name)}::{column.Type} AS {Sql.Identifier(f.Name)}"
                    : Sql.Identifier(f.Name)
            )
        );
        if (snapshot.Files.Count == 0)
        {
            var none = Fields.Select(f => $"NULL::{ColumnTypes.Sql(f.Type)} AS {Sql.Identifier(f.Name)}");
            return $"SELECT {columns} FROM (SELECT {string.Join(", ", none)}) WHERE false";
        }
        var groups = Groups(snapshot.Files.Select(f => f.Key));
        return snapshot.Deletes.Count > 0 || (inOrder && groups.Count > 1)
            ? $"SELECT {columns} FROM {Live("")}{(inOrder ? $" ORDER BY {Place}, {Row}" : "")}"
            : $"SELECT {columns} FROM {Read(groups, Fields, "")}";
    }

    /// <summary>
    /// The places (<c>file_path</c>, <c>pos</c>, <see cref="Partition"/>) of the table's rows whose values of some columns are
    /// in another relation, for files of deletes.
    /// </summary>
    /// <param name="columns">The columns, of the same names in both.</param>
    /// <param name="among">What stands behind FROM for the other relation.</param>
    public string Places(IReadOnlyList<string> columns, string among) =>
        Places($" AS held SEMI JOIN {among} AS among ON {Sql.Same("held", "among", columns)}");

    /// <summary>The same for the rows that a condition holds of.</summary>
    public string PlacesWhere(string condition) => Places($" WHERE {condition}");

    // Other readers compare the path with that in the manifest: it is written as that spells it.
    private string Places(string restriction) =>
        snapshot.Files.Count == 0
            ? $"SELECT NULL::VARCHAR AS file_path, NULL::BIGINT AS pos, NULL::INTEGER AS {Partition} WHERE false"
            : $"SELECT {Uri} AS file_path, {Row}::BIGINT AS pos, {Partition} FROM {Live(restriction)}";

    private string Live(string restriction)
    {
        var none = FilePartition.None(-1);
        var partitions = Partitions
            .Select((p, i) => (Partition: p ?? none, Index: i))
            .ToDictionary(p => p.Partition, p => p.Index);
        var files = snapshot.Files.Select(
            (f, i) =>
                $"({Sql.Literal(pathOf(f.Key))}, {Sql.Literal(UriOf(f))}, {Text(f.Sequence)}, {Text(i)}, {Text(partitions[f.Partition ?? none])})"
        );
        var byValue = snapshot.Deletes.Where(d => d.EqualityIds is not null).ToList();
        var keys = byValue.SelectMany(d => d.EqualityIds!).Distinct().ToDictionary(id => id, KeyOf);
        var read = Read(
            Groups(snapshot.Files.Select(f => f.Key)),
            [.. Fields, .. keys.Values.Where(k => !Fields.Contains(k))],
            WithPlaces
        );
        var rows = $"""
            (FROM (FROM {read}{restriction}) AS data
            JOIN (VALUES {string.Join(
                ", ",
                files
            )}) AS files ({Path}, {Uri}, {Sequence}, {Place}, {Partition}) ON data.{File} = files.{Path})
            """;
        if (Gone() is { } gone)
            rows =
                $"(FROM {rows} AS live ANTI JOIN {gone} AS gone ON live.{File} = gone.{Path} AND live.{Row} = gone.pos)";
        foreach (var delete in byValue)
        {
            // A delete of a partition is about files of that partition and spec; one of no partition is about all.
            var about = Enumerable
                .Range(0, Partitions.Count)
                .Where(i => delete.Partition is null || delete.Partition.Equals(Partitions[i]))
                .ToList();
            if (about.Count == 0)
                continue;
            var own = delete.EqualityIds!.Select(id => keys[id]).ToList();
            var same = string.Join(
                " AND ",
                own.Select(k => $"live.{Sql.Identifier(k.Name)} IS NOT DISTINCT FROM gone.{Sql.Identifier(k.Name)}")
            );
            var within = delete.Partition is null
                ? ""
                : $" AND live.{Partition} IN ({string.Join(", ", about.Select(i => Text(i)))})";
            rows =
                $"(FROM {rows} AS live ANTI JOIN {Read(Groups([delete.Key]), own, "")} AS gone ON live.{Sequence} < {Text(delete.Sequence)}{within} AND {same})";
        }
        return rows;
    }

    /// <summary>
    /// The places that delete files name, by the paths that the data files have here; null when they name none of the
    /// snapshot's.
    /// </summary>
    private string? Gone()
    {
        var deletes = snapshot.Deletes.Where(d => d.EqualityIds is null).ToDictionary(d => pathOf(d.Key));
        if (deletes.Count == 0)
            return null;
        var source = $"read_parquet([{string.Join(", ", deletes.Keys.Select(Sql.Literal))}], filename = '{File}')";
        var index = new LocationIndex<DataFile>();
        foreach (var file in snapshot.Files)
            index.Add(UriOf(file), file);
        var named = session
            .Query($"SELECT DISTINCT {File}, file_path FROM {source}")
            .Rows.Select(r => (Delete: (string)r[0]!, Spelling: (string)r[1]!, Data: index.Find((string)r[1]!)))
            .Where(n => n.Data is not null && n.Data.Sequence <= deletes[n.Delete].Sequence)
            .Select(n => $"({Sql.Literal(n.Delete)}, {Sql.Literal(n.Spelling)}, {Sql.Literal(pathOf(n.Data!.Key))})")
            .ToList();
        return named.Count == 0
            ? null
            : $"""
                (SELECT named.{Path}, places.pos FROM {source} AS places
                JOIN (VALUES {string.Join(
                    ", ",
                    named
                )}) AS named (of, spelling, {Path}) ON places.{File} = named.of AND places.file_path = named.spelling)
                """;
    }

    // A column that was dropped, or is part of another, is read beside the table's for the deletes that compare it.
    private NestedField KeyOf(int id)
    {
        if (Fields.FirstOrDefault(f => f.Id == id) is { } present)
            return present;
        var known =
            snapshot.Columns.Schema.Find(id)
            ?? snapshot
                .Schemas.OrderByDescending(s => s.SchemaId)
                .Select(s => s.Find(id))
                .FirstOrDefault(f => f is not null)
            ?? throw new IcebergFormatException(
                $"rows are deleted by the values of the field {Text(id)}, which none of the table's schemas has",
                snapshot.Table.ToString()
            );
        return known with { Name = $"{Key}{Text(id)}" };
    }

    private List<(FileColumns Columns, List<string> Keys)> Groups(IEnumerable<string> keys)
    {
        var all = keys.ToList();
        var columns = footers.Of(session, all, pathOf);
        return
        [
            .. all.GroupBy(k => columns[k], ReferenceEqualityComparer.Instance)
                .Select(g => ((FileColumns)g.Key!, g.ToList())),
        ];
    }

    private string Read(
        List<(FileColumns Columns, List<string> Keys)> groups,
        IReadOnlyList<NestedField> fields,
        string options
    )
    {
        IReadOnlyList<string> more = options.Length == 0 ? [] : [File, Row];
        var reads = groups.ConvertAll(g => _reader.Read(g.Columns, g.Keys, pathOf, fields, options, more));
        return reads.Count == 1 ? reads[0] : $"({string.Join(" UNION ALL ", reads.Select(r => $"FROM {r}"))})";
    }

    private string UriOf(DataFile file) => file.Location ?? uriOf(file.Key);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
