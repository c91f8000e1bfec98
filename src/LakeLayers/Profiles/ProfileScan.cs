using System.Globalization;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Models;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Profiles;

/// <summary>
/// Profiles a file that was just written, at little cost: nulls and bounds stand in its footer, and of a large file only
/// windows of rows
/// spread evenly over it are read for the other figures.
/// </summary>
internal sealed class ProfileScan(
    DuckDbSession session,
    BuiltTable table,
    DataContract? contract,
    CancellationToken cancellationToken
)
{
    /// <summary>So many rows are read; a file of up to as many is read as a whole.</summary>
    public const long SampleRows = 50_000;

    // The engine's own batch: what a batch does not need it does not decode.
    private const int Window = 2048;

    private const int TopValues = 5,
        LongestValue = 100;

    private static readonly string[] Numbers =
    [
        "TINYINT",
        "SMALLINT",
        "INTEGER",
        "BIGINT",
        "HUGEINT",
        "UTINYINT",
        "USMALLINT",
        "UINTEGER",
        "UBIGINT",
        "FLOAT",
        "DOUBLE",
    ];

    private readonly string _paths = table.Written.Paths;

    public TableProfile Run()
    {
        List<FieldSchema> columns = [.. table.Schema.Where(c => !c.Name.StartsWith('_'))];
        if (columns.Count == 0 || table.Rows == 0)
            return new TableProfile(table.Rows, 0, []);
        var every = (table.Rows + SampleRows - 1) / SampleRows;
        var where =
            every > 1
                ? $" WHERE (file_row_number // {Window}) % {every.ToString(CultureInfo.InvariantCulture)} = 0"
                : "";
        var figures = session
            .Query(
                $"SELECT count(*), {string.Join(", ", columns.Select(Aggregates))} FROM read_parquet({Sampled(every)}, file_row_number = true){where}",
                null,
                cancellationToken
            )
            .Rows[0];
        var footer = session
            .Query(
                $"SELECT {string.Join(", ", columns.Select(Footer))} FROM parquet_metadata({_paths})",
                null,
                cancellationToken
            )
            .Rows[0];
        var sampled = Whole(figures[0]) ?? 0;
        return new TableProfile(
            table.Rows,
            sampled,
            [.. columns.Select((c, i) => Profile(c, figures.AsSpan(1 + (5 * i), 5), footer.AsSpan(3 * i, 3), sampled))]
        );
    }

    // The first window of every file is read: of many files some, evenly.
    private string Sampled(long every)
    {
        var files = table.Written.Files;
        var step = every == 1 ? 1 : Math.Max(1, files.Count * Math.Min(Window, table.Rows / files.Count) / SampleRows);
        return step == 1 ? _paths : (table.Written with { Files = [.. files.Where((_, i) => i % step == 0)] }).Paths;
    }

    private ColumnProfile Profile(
        FieldSchema column,
        ReadOnlySpan<object?> figures,
        ReadOnlySpan<object?> footer,
        long sampled
    )
    {
        var profile = new ColumnProfile(column.Name, column.Type)
        {
            Nulls = Whole(footer[0]),
            Distinct = Estimate(Whole(figures[0]), Whole(figures[1]) ?? 0, Whole(footer[0]), sampled),
        };
        // What a person's data are is nobody's business here.
        if (IsPersonal(column))
            return profile;
        return profile with
        {
            Least = (string?)footer[1],
            Greatest = (string?)footer[2],
            Mean = figures[2] is { } mean ? Convert.ToDouble(mean, CultureInfo.InvariantCulture) : null,
            Quantiles = figures[3] is List<object?> quantiles
                ? new[] { "0.25", "0.5", "0.75" }
                    .Zip(quantiles)
                    .ToDictionary(q => q.First, q => Convert.ToDouble(q.Second, CultureInfo.InvariantCulture))
                : [],
            TopValues = figures[4] is List<object?> top ? [.. top.OfType<string>()] : [],
        };
    }

    // Five expressions a column: different values, values, mean, quantiles, top values.
    private string Aggregates(FieldSchema column)
    {
        var name = Sql.Identifier(column.Name);
        if (IsNested(column))
            return $"NULL, count({name}), NULL, NULL, NULL";
        var number = IsNumber(column)
            ? $"avg({name}::DOUBLE) FILTER (isfinite({name}::DOUBLE)), approx_quantile({name}::DOUBLE, [0.25, 0.5, 0.75]) FILTER (isfinite({name}::DOUBLE))"
            : "NULL, NULL";
        var top =
            column.Type == "BLOB" || IsPersonal(column)
                ? "NULL"
                : $"approx_top_k(left({name}::VARCHAR, {LongestValue}), {TopValues}) FILTER ({name} IS NOT NULL)";
        return $"approx_count_distinct({name}), count({name}), {number}, {top}";
    }

    // Three expressions a column: nulls, least, greatest.
    private static string Footer(FieldSchema column)
    {
        if (IsNested(column))
            return "NULL, NULL, NULL";
        var of = $"FILTER (path_in_schema = {Sql.Literal(column.Name)})";
        var bounds =
            IsNumber(column) || column.Type is "DATE" or "TIMESTAMP" or "VARCHAR"
                ? $"left(min(try_cast(stats_min_value AS {column.Type})) {of}::VARCHAR, {LongestValue}), left(max(try_cast(stats_max_value AS {column.Type})) {of}::VARCHAR, {LongestValue})"
                : "NULL, NULL";
        return $"sum(stats_null_count) {of}::BIGINT, {bounds}";
    }

    // A column that hardly repeats in the sample does so nowhere; one that repeats much has shown its values; between them the
    // guaranteed-error estimator: d * sqrt(N / n).
    private long? Estimate(long? distinct, long values, long? nulls, long sampled)
    {
        if (distinct is not { } found || sampled >= table.Rows || values == 0)
            return distinct is { } all ? Math.Min(all, values) : null;
        var (share, total) = ((double)found / values, table.Rows - (nulls ?? 0));
        var factor =
            share > 0.9 ? (double)total / values
            : share < 0.1 ? 1
            : Math.Sqrt((double)total / values);
        return Math.Min((long)(found * factor), total);
    }

    private bool IsPersonal(FieldSchema column) =>
        contract?.Columns.FirstOrDefault(c => c.Name == column.Name)?.IsPersonal == true;

    private static bool IsNumber(FieldSchema column) =>
        Numbers.Contains(column.Type)
        || (column.Type.StartsWith("DECIMAL(", StringComparison.Ordinal) && !IsNested(column));

    private static bool IsNested(FieldSchema column) =>
        column.Type.EndsWith(']')
        || column.Type.StartsWith("STRUCT", StringComparison.Ordinal)
        || column.Type.StartsWith("MAP", StringComparison.Ordinal)
        || column.Type.StartsWith("UNION", StringComparison.Ordinal);

    private static long? Whole(object? value) =>
        value is null ? null : Convert.ToInt64(value, CultureInfo.InvariantCulture);
}
