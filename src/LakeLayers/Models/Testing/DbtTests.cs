using Penstock.Core.Metadata;

namespace Penstock.LakeLayers.Models.Testing;

/// <summary>The four tests of dbt, with the columns that dbt gives, and Penstock's own.</summary>
internal static class DbtTests
{
    public static IReadOnlyList<KnownTest> All { get; } =
    [
        new("unique", ["column_name"], Unique)
        {
            Unique = c =>
                c.ColumnName is { } name ? [name]
                : c.Find("column_name") is { } given ? [given]
                : [],
        },
        new("not_null", ["column_name"], c => $"SELECT * FROM {c.Subject} WHERE {c.Column} IS NULL"),
        new(
            "accepted_values",
            ["column_name", "values", "quote"],
            c =>
                $"SELECT {c.Column} AS value_field, count(*) AS n_records FROM {c.Subject} WHERE {c.Column} IS NOT NULL "
                + $"AND NOT {c.IsIn(c.Column, "values", c.Flag("quote", true))} GROUP BY {c.Column}"
        ),
        new("relationships", ["column_name", "to", "field"], Relationships),
        new("expression", ["expression"], c => $"SELECT * FROM {c.Subject} WHERE NOT ({c.Text("expression")})"),
        new(
            "row_count",
            ["min", "max"],
            c => $"SELECT count(*) AS rows FROM {c.Subject} HAVING NOT ({Bounds(c, "count(*)", "min", "max")})"
        ),
        new(
            "freshness",
            ["column_name", "max_age"],
            c =>
                $"SELECT max({c.Column}) AS newest FROM {c.Subject} "
                + $"HAVING max({c.Column}) IS NULL "
                + $"OR max({c.Column}) < now()::TIMESTAMP - INTERVAL {Sql.Literal(c.Text("max_age"))}"
        ),
    ];

    /// <summary>That a value lies between bounds of which one may be missing.</summary>
    public static string Bounds(TestCall call, string value, string least, string most, bool isInclusive = true)
    {
        var equal = isInclusive ? "=" : "";
        var parts = new[]
        {
            call.Find(least) is { } low ? $"{value} >{equal} {low}" : null,
            call.Find(most) is { } high ? $"{value} <{equal} {high}" : null,
        }.OfType<string>();
        return parts.Any() ? string.Join(" AND ", parts) : throw call.Missing($"{least}' or '{most}");
    }

    private static string Unique(TestCall call) =>
        $"SELECT {call.Column} AS unique_field, count(*) AS n_records FROM {call.Subject} WHERE {call.Column} IS NOT NULL "
        + $"GROUP BY {call.Column} HAVING count(*) > 1";

    private static string Relationships(TestCall call) =>
        $"SELECT child.from_field, child.* EXCLUDE (from_field) FROM (SELECT {call.Column} AS from_field, * "
        + $"FROM {call.Subject}) AS child "
        + $"WHERE child.from_field IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {call.Table("to")} AS parent "
        + $"WHERE parent.{TestCall.Expression(call.Text("field"))} = child.from_field)";
}
