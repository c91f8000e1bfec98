using Penstock.Core.Metadata;

namespace Penstock.LakeLayers.Models.Testing;

/// <summary>The tests of dbt_expectations that people use most.</summary>
internal static class DbtExpectationsTests
{
    private const string Package = "dbt_expectations.";
    private const string Condition = "row_condition";

    public static IReadOnlyList<KnownTest> All { get; } =
    [
        Rows("expect_column_values_to_not_be_null", [], c => $"{c.Column} IS NULL"),
        Rows("expect_column_values_to_be_null", [], c => $"{c.Column} IS NOT NULL"),
        Rows("expression_is_true", ["expression"], c => $"NOT ({c.Text("expression")})"),
        Rows("expect_column_values_to_be_between", ["min_value", "max_value", "strictly"], c => Outside(c, c.Column)),
        Rows(
            "expect_column_value_lengths_to_be_between",
            ["min_value", "max_value", "strictly"],
            c => Outside(c, $"length({c.Column})")
        ),
        Rows("expect_column_value_lengths_to_equal", ["value"], c => $"length({c.Column}) <> {c.Number("value")}"),
        Rows(
            "expect_column_values_to_be_in_set",
            ["value_set", "quote_values"],
            c => $"{c.Column} IS NOT NULL AND NOT {c.IsIn(c.Column, "value_set", c.Flag("quote_values", true))}"
        ),
        Rows(
            "expect_column_values_to_not_be_in_set",
            ["value_set", "quote_values"],
            c => c.IsIn(c.Column, "value_set", c.Flag("quote_values", true))
        ),
        Rows("expect_column_values_to_match_regex", ["regex"], c => $"NOT {Matches(c)}"),
        Rows("expect_column_values_to_not_match_regex", ["regex"], Matches),
        Rows(
            "expect_column_values_to_match_like_pattern",
            ["like_pattern"],
            c => $"{c.Column} NOT LIKE {Sql.Literal(c.Text("like_pattern"))}"
        ),
        Rows(
            "expect_column_values_to_not_match_like_pattern",
            ["like_pattern"],
            c => $"{c.Column} LIKE {Sql.Literal(c.Text("like_pattern"))}"
        ),
        Rows(
            "expect_column_pair_values_A_to_be_greater_than_B",
            ["column_A", "column_B", "or_equal"],
            c =>
                $"NOT ({TestCall.Expression(c.Text("column_A"))} {(c.Flag("or_equal") ? ">=" : ">")} "
                + $"{TestCall.Expression(c.Text("column_B"))})"
        ),
        Rows(
            "expect_column_pair_values_to_be_equal",
            ["column_A", "column_B"],
            c => $"NOT ({TestCall.Expression(c.Text("column_A"))} = {TestCall.Expression(c.Text("column_B"))})"
        ),
        new(
            $"{Package}expect_column_values_to_be_unique",
            ["column_name", Condition],
            c =>
                $"SELECT {c.Column} AS unique_field, count(*) AS n_records FROM {Subject(c)} WHERE {c.Column} IS NOT NULL "
                + $"GROUP BY {c.Column} HAVING count(*) > 1"
        )
        {
            Unique = c => c.Has(Condition) || c.ColumnName is null ? [] : [c.ColumnName],
        },
        new(
            $"{Package}expect_compound_columns_to_be_unique",
            ["column_list", "quote_columns", "ignore_row_if", Condition],
            Compound
        ),
        Figure("expect_table_row_count_to_be_between", ["min_value", "max_value", "strictly"], "count(*)", Outside),
        Figure("expect_table_row_count_to_equal", ["value"], "count(*)", (c, v) => $"{v} <> {c.Number("value")}"),
        Figure("expect_column_max_to_be_between", ["min_value", "max_value", "strictly"], "max", Outside),
        Figure("expect_column_min_to_be_between", ["min_value", "max_value", "strictly"], "min", Outside),
        Figure("expect_column_mean_to_be_between", ["min_value", "max_value", "strictly"], "avg", Outside),
        Figure("expect_column_sum_to_be_between", ["min_value", "max_value", "strictly"], "sum", Outside),
        Figure(
            "expect_column_unique_value_count_to_be_between",
            ["min_value", "max_value", "strictly"],
            "count(DISTINCT",
            Outside
        ),
        new(
            $"{Package}expect_table_row_count_to_equal_other_table",
            ["compare_model"],
            c =>
                $"SELECT * FROM (SELECT (SELECT count(*) FROM {c.Subject}) AS rows, (SELECT count(*) "
                + $"FROM {c.Table("compare_model")}) AS other_rows) WHERE rows <> other_rows"
        ),
        new(
            $"{Package}expect_column_to_exist",
            ["column_name"],
            c =>
                $"SELECT {Named(c)} AS missing_column WHERE lower({Named(c)}) NOT IN (SELECT lower(column_name) "
                + $"FROM (DESCRIBE SELECT * FROM {c.Subject}))"
        ),
        new(
            $"{Package}expect_table_column_count_to_equal",
            ["value"],
            c =>
                $"SELECT count(*) AS columns FROM (DESCRIBE SELECT * FROM {c.Subject}) HAVING count(*) <> {c.Number("value")}"
        ),
        new($"{Package}expect_table_columns_to_match_set", ["column_list"], c => Columns(c, isWhole: true)),
        new($"{Package}expect_table_columns_to_contain_set", ["column_list"], c => Columns(c, isWhole: false)),
        new(
            $"{Package}expect_column_values_to_be_of_type",
            ["column_name", "column_type"],
            c => Types(c, "column_type")
        ),
        new(
            $"{Package}expect_column_values_to_be_in_type_list",
            ["column_name", "column_type_list"],
            c => Types(c, "column_type_list")
        ),
        new(
            $"{Package}expect_row_values_to_have_recent_data",
            ["column_name", "datepart", "interval", Condition],
            Recent
        ),
    ];

    private static KnownTest Rows(string name, IReadOnlyList<string> arguments, Func<TestCall, string> wrong) =>
        new(
            Package + name,
            ["column_name", .. arguments, Condition],
            c => $"SELECT * FROM {Subject(c)} WHERE {wrong(c)}"
        );

    private static KnownTest Figure(
        string name,
        IReadOnlyList<string> arguments,
        string function,
        Func<TestCall, string, string> isWrong
    ) =>
        new(
            Package + name,
            ["column_name", .. arguments, Condition],
            c =>
            {
                var value =
                    function.EndsWith(')') ? function
                    : function.Contains('(', StringComparison.Ordinal) ? $"{function} {c.Column})"
                    : $"{function}({c.Column})";
                return $"SELECT {value} AS found FROM {Subject(c)} HAVING {isWrong(c, value)}";
            }
        );

    private static string Subject(TestCall call) =>
        call.Find(Condition) is { } condition ? $"(SELECT * FROM {call.Subject} WHERE {condition})" : call.Subject;

    private static string Outside(TestCall call, string value) =>
        $"NOT ({DbtTests.Bounds(call, value, "min_value", "max_value", !call.Flag("strictly"))})";

    private static string Matches(TestCall call) => $"regexp_matches({call.Column}, {Sql.Literal(call.Text("regex"))})";

    private static string Named(TestCall call) =>
        Sql.Literal(call.ColumnName ?? call.Find("column_name") ?? throw call.Missing("column_name"));

    private static string Compound(TestCall call)
    {
        var columns = call.Columns("column_list");
        var missing = columns.Select(c => $"{c} IS NULL").ToList();
        var ignored = call.Find("ignore_row_if") switch
        {
            null or "all_values_are_missing" => string.Join(" AND ", missing),
            "any_value_is_missing" => string.Join(" OR ", missing),
            "never" => "false",
            var other => throw call.Error(
                "ignore_row_if",
                $"Unknown value '{other}' of 'ignore_row_if' (known: all_values_are_missing, any_value_is_missing, never)"
            ),
        };
        return DbtUtilsTests.Combination(call, columns, $"(SELECT * FROM {Subject(call)} WHERE NOT ({ignored}))");
    }

    private static string Columns(TestCall call, bool isWhole)
    {
        var listed = string.Join(", ", call.Names("column_list").Select(n => $"({Sql.Literal(n)})"));
        var there = $"SELECT lower(column_name) FROM (DESCRIBE SELECT * FROM {call.Subject})";
        var missing =
            $"SELECT name AS missing_column FROM (VALUES {listed}) l(name) WHERE lower(name) NOT IN ({there})";
        return isWhole
            ? $"{missing} UNION ALL SELECT column_name FROM (DESCRIBE SELECT * FROM {call.Subject}) "
                + $"WHERE lower(column_name) NOT IN (SELECT lower(name) FROM (VALUES {listed}) l(name))"
            : missing;
    }

    private static string Types(TestCall call, string key)
    {
        var types = string.Join(", ", call.Names(key).Select(t => Sql.Literal(t.ToUpperInvariant())));
        return $"SELECT column_name, column_type FROM (DESCRIBE SELECT {call.Column} "
            + $"AS {Sql.Identifier(call.ColumnName ?? "value")} FROM {call.Subject}) WHERE upper(column_type) NOT IN ({types})";
    }

    private static string Recent(TestCall call) =>
        $"SELECT max({call.Column}) AS most_recent FROM {Subject(call)} "
        + $"HAVING max({call.Column}) IS NULL OR max({call.Column})::TIMESTAMP "
        + $"< now()::TIMESTAMP - INTERVAL {Sql.Literal($"{call.Number("interval")} {call.Text("datepart")}")}";
}
