using System.Globalization;
using Penstock.Core.Metadata;
using Penstock.Iceberg.Manifests;
using Penstock.Iceberg.Schemas;
using Penstock.LakeLayers.Query.DuckDb;

namespace Penstock.LakeLayers.Iceberg.Files;

/// <summary>What manifests say of a data file's columns, by field id; read from the footer that DuckDB wrote, not from the rows.</summary>
public sealed record FileStatistics
{
    /// <summary>Bytes of each column.</summary>
    public required IReadOnlyDictionary<int, long> ColumnSizes { get; init; }

    /// <summary>Values of each column, nulls included.</summary>
    public required IReadOnlyDictionary<int, long> ValueCounts { get; init; }

    /// <summary>Nulls of each column.</summary>
    public required IReadOnlyDictionary<int, long> NullCounts { get; init; }

    /// <summary>Lower bounds, see <see cref="SingleValue"/>.</summary>
    public required IReadOnlyDictionary<int, byte[]> LowerBounds { get; init; }

    /// <summary>Upper bounds.</summary>
    public required IReadOnlyDictionary<int, byte[]> UpperBounds { get; init; }

    /// <summary>What the footers of files with the same columns say, by path.</summary>
    internal static IReadOnlyDictionary<string, FileStatistics> Read(
        DuckDbSession session,
        IReadOnlyList<string> paths,
        IcebergSchema schema
    )
    {
        var leaves = Leaves(schema.Fields, "").ToList();
        var selects = leaves.Select(l =>
            $"""
                SELECT {l.Id.ToString(
                    CultureInfo.InvariantCulture
                )}, sum(total_compressed_size)::BIGINT, sum(num_values)::BIGINT, sum(stats_null_count)::BIGINT,
                    {Bound("min", l.Type)}, {Bound(
                    "max",
                    l.Type
                )}, file_name FROM footer WHERE path_in_schema = {Sql.Literal(l.Path)} GROUP BY file_name
                """
        );
        session.Execute(
            $"""
            CREATE OR REPLACE TEMP TABLE footer AS
            SELECT file_name, path_in_schema, total_compressed_size, num_values, stats_null_count, stats_min_value, stats_max_value
            FROM parquet_metadata([{string.Join(", ", paths.Select(Sql.Literal))}])
            """
        );
        var rows = (
            leaves.Count == 0
                ? []
                : session.Query(string.Join("\nUNION ALL ", selects)).Rows.Where(r => r[2] is not null)
        ).ToLookup(r => (string)r[6]!);
        session.Execute("DROP TABLE footer");
        var types = leaves.ToDictionary(l => l.Id, l => l.Type);
        return paths.ToDictionary(p => p, p => Of([.. rows[p]], types));
    }

    private static FileStatistics Of(List<object?[]> rows, Dictionary<int, PrimitiveType> types) =>
        new()
        {
            ColumnSizes = rows.ToDictionary(Id, r => (long)r[1]!),
            ValueCounts = rows.ToDictionary(Id, r => (long)r[2]!),
            NullCounts = rows.Where(r => r[3] is not null).ToDictionary(Id, r => (long)r[3]!),
            LowerBounds = Bounds(rows, 4, (id, text) => SingleValue.Lower(types[id], text)),
            UpperBounds = Bounds(rows, 5, (id, text) => SingleValue.Upper(types[id], text)),
        };

    private static int Id(object?[] row) => (int)row[0]!;

    private static Dictionary<int, byte[]> Bounds(
        IEnumerable<object?[]> rows,
        int column,
        Func<int, string, byte[]?> convert
    ) =>
        rows.Where(r => r[column] is not null)
            .Select(r => (Id: Id(r), Bytes: convert(Id(r), (string)r[column]!)))
            .Where(b => b.Bytes is not null)
            .ToDictionary(b => b.Id, b => b.Bytes!);

    // A row group that says nothing leaves the whole file without a bound, unless all its values are null.
    private static string Bound(string which, PrimitiveType type)
    {
        var text = $"stats_{which}_value";
        var value = type.Name switch
        {
            "string" => text,
            "date" => $"(TRY_CAST({text} AS DATE) - DATE '1970-01-01')::BIGINT",
            "time" => $"epoch_us(TRY_CAST({text} AS TIME))",
            "timestamp" or "timestamptz" => $"epoch_us(TRY_CAST({text} AS {ColumnTypes.Sql(type)}))",
            "binary" or "uuid" => "NULL::VARCHAR",
            _ when type.FixedLength is not null => "NULL::VARCHAR",
            _ => $"TRY_CAST({text} AS {ColumnTypes.Sql(type)})",
        };
        return $"CASE WHEN count(*) FILTER (stats_null_count IS DISTINCT FROM num_values) = count({value}) THEN {which}({value})::VARCHAR END";
    }

    // Lists and maps repeat their values; what is said of those serves no reader.
    private static IEnumerable<(int Id, string Path, PrimitiveType Type)> Leaves(
        IEnumerable<NestedField> fields,
        string prefix
    ) =>
        fields.SelectMany(f =>
            f.Type switch
            {
                PrimitiveType p => [(f.Id, prefix + f.Name, p)],
                StructType s => Leaves(s.Fields, $"{prefix}{f.Name}, "),
                _ => Enumerable.Empty<(int, string, PrimitiveType)>(),
            }
        );
}
