using Penstock.Core.Metadata;
using static Penstock.LakeLayers.Models.Testing.DbtTests;

namespace Penstock.LakeLayers.Models.Testing;

/// <summary>The tests of dbt_utils.</summary>
internal static class DbtUtilsTests
{
    private const string Package = "dbt_utils.";
    private const string Groups = "group_by_columns";

    public static IReadOnlyList<KnownTest> All { get; } =
    [
        new(
            $"{Package}unique_combination_of_columns",
            ["combination_of_columns", "quote_columns"],
            c => Combination(c, c.Columns("combination_of_columns"))
        )
        {
            Unique = c => c.Names("combination_of_columns"),
        },
        new(
            $"{Package}accepted_range",
            ["column_name", "min_value", "max_value", "inclusive"],
            c => Where(c, $"NOT ({Bounds(c, c.Column, "min_value", "max_value", c.Flag("inclusive", true))})")
        ),
        new(
            $"{Package}expression_is_true",
            ["column_name", "expression"],
            c => Where(c, $"NOT ({(c.HasColumn ? $"{c.Column} " : "")}{c.Text("expression")})")
        ),
        new($"{Package}not_null_proportion", ["column_name", "at_least", "at_most", Groups], Proportion),
        new(
            $"{Package}at_least_one",
            ["column_name", Groups],
            c =>
                $"SELECT {Grouped(c)}count({c.Column}) AS filled FROM {c.Subject}{GroupBy(c)} HAVING count({c.Column}) = 0"
        ),
        new(
            $"{Package}not_constant",
            ["column_name", Groups],
            c =>
                $"SELECT {Grouped(c)}count(DISTINCT {c.Column}) AS different FROM {c.Subject}{GroupBy(c)} "
                + $"HAVING count(DISTINCT {c.Column}) = 1"
        ),
        new(
            $"{Package}not_empty_string",
            ["column_name", "trim_whitespace"],
            c => Where(c, c.Flag("trim_whitespace", true) ? $"trim({c.Column}) = ''" : $"{c.Column} = ''")
        ),
        new(
            $"{Package}not_accepted_values",
            ["column_name", "values", "quote"],
            c =>
                $"SELECT {c.Column} AS value_field, count(*) AS n_records FROM {c.Subject} "
                + $"WHERE {c.IsIn(c.Column, "values", c.Flag("quote", true))} GROUP BY {c.Column}"
        ),
        new(
            $"{Package}relationships_where",
            ["column_name", "to", "field", "from_condition", "to_condition"],
            c =>
                $"SELECT child.* FROM (SELECT {c.Column} AS from_field, * FROM {c.Subject} "
                + $"WHERE {c.Find("from_condition") ?? "true"}) AS child "
                + $"WHERE from_field IS NOT NULL AND from_field NOT IN (SELECT {TestCall.Expression(c.Text("field"))} "
                + $"FROM {c.Table("to")} "
                + $"WHERE {c.Find("to_condition") ?? "true"} AND {TestCall.Expression(c.Text("field"))} IS NOT NULL)"
        ),
        new($"{Package}recency", ["field", "datepart", "interval", "ignore_time_component", Groups], Recency),
        new($"{Package}equal_rowcount", ["compare_model", Groups], c => Counts(c, "<>"))
        {
            FailCalc = "sum(diff_count)",
        },
        new($"{Package}fewer_rows_than", ["compare_model", Groups], c => Counts(c, ">="))
        {
            FailCalc = "sum(diff_count)",
        },
        new($"{Package}equality", ["compare_model", "compare_columns", "exclude_columns"], Equality),
        new(
            $"{Package}cardinality_equality",
            ["column_name", "field", "to"],
            c =>
                Difference(
                    $"SELECT {c.Column} AS value_field, count(*) AS n_records FROM {c.Subject} GROUP BY 1",
                    $"SELECT {TestCall.Expression(c.Text("field"))}, count(*) FROM {c.Table("to")} GROUP BY 1"
                )
        ),
        new($"{Package}sequential_values", ["column_name", "interval", "datepart", Groups], Sequence),
        new(
            $"{Package}mutually_exclusive_ranges",
            ["lower_bound_column", "upper_bound_column", "partition_by", "gaps", "zero_length_range_allowed"],
            Ranges
        ),
    ];

    /// <summary>Groups of columns that more than one row has; NULL is the same as NULL.</summary>
    public static string Combination(TestCall call, IReadOnlyList<string> columns, string? subject = null) =>
        $"SELECT {string.Join(", ", columns)}, count(*) AS n_records FROM {subject ?? call.Subject} "
        + $"GROUP BY {string.Join(", ", columns)} HAVING count(*) > 1";

    private static string Where(TestCall call, string condition) => $"SELECT * FROM {call.Subject} WHERE {condition}";

    private static string Grouped(TestCall call) =>
        call.Has(Groups) ? $"{string.Join(", ", call.Columns(Groups))}, " : "";

    private static string GroupBy(TestCall call) =>
        call.Has(Groups) ? $" GROUP BY {string.Join(", ", call.Columns(Groups))}" : "";

    private static string Proportion(TestCall call)
    {
        var share = $"count({call.Column})::DOUBLE / count(*)";
        return $"SELECT {Grouped(call)}{share} AS not_null_proportion FROM {call.Subject}{GroupBy(call)} "
            + $"HAVING {share} < {call.Text("at_least")} OR {share} > {call.Find("at_most") ?? "1.0"}";
    }

    private static string Recency(TestCall call)
    {
        var cut = call.Flag("ignore_time_component") ? "DATE" : "TIMESTAMP";
        var newest = $"max({TestCall.Expression(call.Text("field"))}::{cut})";
        var age = Sql.Literal($"{call.Number("interval")} {call.Text("datepart")}");
        return $"SELECT {Grouped(call)}{newest} AS most_recent FROM {call.Subject}{GroupBy(call)} "
            + $"HAVING {newest} < now()::TIMESTAMP::{cut} - INTERVAL {age}";
    }

    private static string Counts(TestCall call, string wrong)
    {
        var groups = call.Has(Groups) ? call.Columns(Groups) : ["1"];
        var names = groups.Select((g, i) => $"{g} AS g{i}").ToList();
        var on = string.Join(" AND ", groups.Select((_, i) => $"a.g{i} IS NOT DISTINCT FROM b.g{i}"));
        return $"SELECT coalesce(a.rows, 0) AS count_a, coalesce(b.rows, 0) AS count_b, greatest(abs(count_a - count_b), 1) "
            + $"AS diff_count "
            + $"FROM ({Counted(call.Subject)}) a FULL JOIN ({Counted(call.Table("compare_model"))}) b ON {on} "
            + $"WHERE coalesce(a.rows, 0) {wrong} coalesce(b.rows, 0)";

        string Counted(string table) =>
            call.Has(Groups)
                ? $"SELECT {string.Join(", ", names)}, count(*) AS rows FROM {table} GROUP BY ALL"
                : $"SELECT 1 AS g0, count(*) AS rows FROM {table}";
    }

    private static string Equality(TestCall call)
    {
        var columns =
            call.Has("compare_columns") ? string.Join(", ", call.Columns("compare_columns"))
            : call.Has("exclude_columns") ? $"* EXCLUDE ({string.Join(", ", call.Columns("exclude_columns"))})"
            : "*";
        return Difference(
            $"SELECT {columns} FROM {call.Subject}",
            $"SELECT {columns} FROM {call.Table("compare_model")}"
        );
    }

    private static string Difference(string one, string other) =>
        $"SELECT 'a_minus_b' AS which_diff, * FROM ({one} EXCEPT {other}) UNION ALL SELECT 'b_minus_a', * "
        + $"FROM ({other} EXCEPT {one})";

    private static string Sequence(TestCall call)
    {
        var step = call.Find("interval") ?? "1";
        var next = call.Has("datepart")
            ? $"previous_value + INTERVAL {Sql.Literal($"{step} {call.Text("datepart")}")}"
            : $"previous_value + {step}";
        var partition = call.Has(Groups) ? $"PARTITION BY {string.Join(", ", call.Columns(Groups))} " : "";
        return $"SELECT * FROM (SELECT *, {call.Column} "
            + $"AS value_field, lag({call.Column}) OVER ({partition}ORDER BY {call.Column}) AS previous_value "
            + $"FROM {call.Subject}) "
            + $"WHERE previous_value IS NOT NULL AND NOT (value_field = {next})";
    }

    private static string Ranges(TestCall call)
    {
        var (low, high) = (
            TestCall.Expression(call.Text("lower_bound_column")),
            TestCall.Expression(call.Text("upper_bound_column"))
        );
        var meets = call.Find("gaps") switch
        {
            null or "allowed" => "<=",
            "not_allowed" => "=",
            "required" => "<",
            var other => throw call.Error(
                "gaps",
                $"Unknown value '{other}' of 'gaps' (known: allowed, not_allowed, required)"
            ),
        };
        var length = call.Flag("zero_length_range_allowed") ? "<=" : "<";
        var partition = call.Find("partition_by") is { } by ? $"PARTITION BY {TestCall.Expression(by)} " : "";
        return $"SELECT * FROM (SELECT *, {low} AS lower_bound, {high} AS upper_bound, "
            + $"lead({low}) OVER ({partition}ORDER BY {low}, {high}) AS next_lower_bound FROM {call.Subject}) "
            + $"WHERE NOT (coalesce(lower_bound {length} upper_bound, false) "
            + $"AND coalesce(upper_bound {meets} next_lower_bound, next_lower_bound IS NULL))";
    }
}
