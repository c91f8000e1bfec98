using Penstock.Core.Errors;
using Penstock.LakeLayers.Models.Testing;

namespace Penstock.LakeLayers.Models;

/// <summary>Each test that is known by name: what it passes and what it finds; and what is refused.</summary>
public class GenericTestTests(SharedModelWorld shared) : IClassFixture<SharedModelWorld>
{
    // Of four rows; b has one NULL, t one empty text, n two equal values.
    private const string Rows = """
        SELECT * FROM (VALUES
            (1, 0, 'a', 10, DATE '2026-01-01', DATE '2026-01-03'),
            (2, NULL, 'b', 20, DATE '2026-01-03', DATE '2026-01-05'),
            (3, 5, '', 20, DATE '2026-01-04', DATE '2026-01-06'),
            (4, 7, 'it''s', 30, DATE '2026-01-09', NULL)) v(id, b, t, n, begins, ends)
        """;

    private const string Others = "SELECT * FROM (VALUES (1, 'a'), (2, 'b'), (3, 'x')) v(id, t)";

    /// <summary>Where a test stands, what it is, and the number of rows that it finds.</summary>
    public static TheoryData<string, string, long> Known =>
        new()
        {
            { "b", "accepted_values: {values: [0, 5, 7]}", 0 },
            { "b", "accepted_values: {values: [0, 5]}", 1 },
            { "b", "accepted_values: {values: ['0', '5', null]}", 1 },
            { "b", "accepted_values: {values: [0.0, 5.0, 7.4]}", 1 },
            { "t", "accepted_values: {values: [a, b, \"it's\", null]}", 1 },
            { "t", "accepted_values: {values: [1, 2]}", 4 },
            { "t", "accepted_values: {values: [\"'a'\", \"'b'\", \"NULL\"], quote: false}", 2 },
            { "t", "accepted_values: {arguments: {values: [a, b]}, config: {where: \"t <> ''\"}}", 1 },
            { "b", "dbt_utils.accepted_range: {min_value: 0}", 0 },
            { "b", "dbt_utils.accepted_range: {min_value: 0, inclusive: false}", 1 },
            { "b", "dbt_utils.accepted_range: {max_value: 7, inclusive: false}", 1 },
            { "b", "accepted_range: {min_value: 'id', max_value: 'id * 2'}", 1 },
            { "b", "not_null", 1 },
            { "b", "not_null: {config: {where: 'id > 2'}}", 0 },
            { "b", "not_null: {where: 'id < 3'}", 1 },
            { "n", "unique", 1 },
            { "b", "dbt.unique", 0 },
            { "n", "{name: named, test_name: unique, config: {where: 'id < 3'}}", 0 },
            { "t", "relationships: {to: ref('others'), field: t}", 2 },
            { "id", "relationships: {to: \"ref('refined', 'others')\", field: id}", 1 },
            { "id", "relationships: {to: \"{{ ref('others') }}\", field: id}", 1 },
            { "id", "dbt_utils.relationships_where: {to: ref('others'), field: id, from_condition: id < 4}", 0 },
            { "t", "dbt_utils.relationships_where: {to: ref('others'), field: t, to_condition: \"t <> 'b'\"}", 3 },
            { "", "dbt_utils.unique_combination_of_columns: {combination_of_columns: [n, b]}", 0 },
            { "", "unique_combination_of_columns: {combination_of_columns: [n]}", 1 },
            { "", "dbt_utils.expression_is_true: {expression: 'n >= id * 10'}", 2 },
            { "b", "dbt_utils.expression_is_true: {expression: '> 0'}", 1 },
            { "t", "dbt_utils.not_empty_string", 1 },
            { "t", "dbt_utils.not_constant", 0 },
            { "t", "dbt_utils.not_constant: {group_by_columns: [id]}", 4 },
            { "b", "dbt_utils.at_least_one", 0 },
            { "b", "dbt_utils.at_least_one: {group_by_columns: [id]}", 1 },
            { "b", "dbt_utils.not_null_proportion: {at_least: 0.75}", 0 },
            { "b", "dbt_utils.not_null_proportion: {at_least: 0.76}", 1 },
            { "b", "dbt_utils.not_accepted_values: {values: [5, 6]}", 1 },
            { "", "dbt_utils.equal_rowcount: {compare_model: ref('others')}", 1 },
            { "", "dbt_utils.fewer_rows_than: {compare_model: ref('others')}", 1 },
            { "", "dbt_utils.equal_rowcount: {compare_model: ref('others'), group_by_columns: [id]}", 1 },
            { "", "dbt_utils.equality: {compare_model: ref('others'), compare_columns: [id]}", 1 },
            { "id", "dbt_utils.cardinality_equality: {field: id, to: ref('others')}", 1 },
            { "id", "dbt_utils.sequential_values", 0 },
            { "n", "dbt_utils.sequential_values: {interval: 10}", 1 },
            { "", "dbt_utils.recency: {field: begins, datepart: day, interval: 1}", 1 },
            { "", "dbt_utils.recency: {field: begins, datepart: year, interval: 1000}", 0 },
            {
                "",
                "dbt_utils.mutually_exclusive_ranges: {lower_bound_column: begins, upper_bound_column: ends, gaps: allowed}",
                2
            },
            { "b", "dbt_expectations.expect_column_values_to_not_be_null", 1 },
            { "b", "dbt_expectations.expect_column_values_to_be_null: {row_condition: 'id = 2'}", 0 },
            { "b", "dbt_expectations.expect_column_values_to_be_between: {min_value: 0, max_value: 6}", 1 },
            { "b", "dbt_expectations.expect_column_values_to_be_between: {min_value: 0, strictly: true}", 1 },
            { "n", "dbt_expectations.expect_column_values_to_be_unique", 1 },
            { "n", "dbt_expectations.expect_column_values_to_be_in_set: {value_set: [10, 20]}", 1 },
            { "n", "dbt_expectations.expect_column_values_to_not_be_in_set: {value_set: [10]}", 1 },
            { "t", "dbt_expectations.expect_column_values_to_match_regex: {regex: '^[ab]$'}", 2 },
            { "t", "dbt_expectations.expect_column_values_to_not_match_regex: {regex: \"'\"}", 1 },
            { "t", "dbt_expectations.expect_column_values_to_match_like_pattern: {like_pattern: \"it's%\"}", 3 },
            { "t", "dbt_expectations.expect_column_value_lengths_to_equal: {value: 1}", 2 },
            { "t", "dbt_expectations.expect_column_value_lengths_to_be_between: {min_value: 1}", 1 },
            { "", "dbt_expectations.expect_table_row_count_to_equal: {value: 4}", 0 },
            { "", "dbt_expectations.expect_table_row_count_to_be_between: {min_value: 5}", 1 },
            { "", "dbt_expectations.expect_table_row_count_to_equal_other_table: {compare_model: ref('others')}", 1 },
            { "", "dbt_expectations.expect_table_column_count_to_equal: {value: 6}", 0 },
            { "", "dbt_expectations.expect_table_columns_to_contain_set: {column_list: [ID, nope]}", 1 },
            { "", "dbt_expectations.expect_table_columns_to_match_set: {column_list: [id, b, t, n]}", 2 },
            { "id", "dbt_expectations.expect_column_to_exist", 0 },
            { "nope", "dbt_expectations.expect_column_to_exist", 1 },
            { "id", "dbt_expectations.expect_column_values_to_be_of_type: {column_type: integer}", 0 },
            { "id", "dbt_expectations.expect_column_values_to_be_in_type_list: {column_type_list: [bigint]}", 1 },
            { "n", "dbt_expectations.expect_column_max_to_be_between: {max_value: 29}", 1 },
            { "n", "dbt_expectations.expect_column_sum_to_be_between: {min_value: 80, max_value: 80}", 0 },
            { "n", "dbt_expectations.expect_column_unique_value_count_to_be_between: {min_value: 4}", 1 },
            { "", "dbt_expectations.expect_compound_columns_to_be_unique: {column_list: [n]}", 1 },
            {
                "",
                "dbt_expectations.expect_column_pair_values_A_to_be_greater_than_B: {column_A: ends, column_B: begins}",
                0
            },
            { "begins", "dbt_expectations.expect_row_values_to_have_recent_data: {datepart: day, interval: 1}", 1 },
            { "t", "dbt_expectations.expect_column_values_to_not_match_like_pattern: {like_pattern: 'a%'}", 1 },
            { "n", "dbt_expectations.expect_column_min_to_be_between: {min_value: 10}", 0 },
            { "n", "dbt_expectations.expect_column_mean_to_be_between: {min_value: 21}", 1 },
            { "", "dbt_expectations.expect_column_pair_values_to_be_equal: {column_A: id, column_B: n}", 4 },
            { "", "dbt_expectations.expression_is_true: {expression: n > 10}", 1 },
            { "n", "above: {least: 15}", 1 },
            { "n", "above: {least: \"{{ var('least', 25) }}\"}", 3 },
            { "n", "in_other: {other: ref('others')}", 4 },
        };

    [Fact]
    public async Task Each_known_test_finds_its_rows()
    {
        var world = await WorldAsync();
        var all = Known.Select(k => k.Data).ToList();
        var named = all.Select(
            (k, i) =>
                (Column: k.Item1, Test: k.Item2.StartsWith('{') ? k.Item2 : Named(k.Item2, $"t{i}"), Expected: k.Item3)
        );
        var lines = named
            .Where(n => n.Column.Length > 0)
            .Select(n => $"  - {{name: {n.Column}, data_tests: [{n.Test}]}}");
        var whole = named.Where(n => n.Column.Length == 0).Select(n => $"  - {n.Test}");
        world.Project.Write(
            "models/refined/rows.yml",
            $"columns:\n{string.Join('\n', lines)}\ndata_tests:\n{string.Join('\n', whole)}\n"
        );

        var found = await FindAsync(world);

        Assert.All(
            all.Select((k, i) => (k.Item2, Name: k.Item2.StartsWith('{') ? "named" : $"t{i}", Rows: k.Item3)),
            k => Assert.Equal((k.Item2, k.Rows), (k.Item2, found[k.Name]))
        );
        Assert.All(
            GenericTest.All.Select(t => t.ShortName).Except(["expression", "row_count", "freshness"]),
            t => Assert.Contains(all, k => k.Item2.Contains(t, StringComparison.Ordinal))
        );
    }

    [Theory]
    [InlineData("not_null: {config: {wher: 'id > 1'}}", "'wher'")]
    [InlineData("not_null: {wher: 'id > 1'}", "'wher'")]
    [InlineData("not_null: {arguments: {}, wher: 'id > 1'}", "'wher'")]
    [InlineData("accepted_values: {value: [a]}", "'value'")]
    [InlineData("accepted_values: {arguments: {values: [a], quoted: true}}", "'quoted'")]
    [InlineData("not_null: {config: {severity: loud}}", "'loud'")]
    [InlineData("not_null: {config: {error_if: 10}}", "'error_if'")]
    [InlineData("not_null: {config: {limit: 0}}", "'limit'")]
    [InlineData("not_null: {config: {enabled: maybe}}", "'enabled'")]
    [InlineData("not_null: {config: {schema: audit}}", "'schema'")]
    [InlineData("not_null: {config: {store_failures_as: file}}", "'store_failures_as'")]
    [InlineData("accepted_values: {values: \"{{ var('list', [1]) }}\"}", "'values'")]
    [InlineData("not_null: {config: {severity: \"{{ 'warn' }}\"}}", "'severity'")]
    [InlineData("relationships: {to: ref('others')}", "'field'")]
    [InlineData("relationships: {to: 'others; drop', field: id}", "'to'")]
    [InlineData("accepted_range", "'min_value' or 'max_value'")]
    [InlineData("dbt_utils.accepted_ranges: {min_value: 1}", "'dbt_utils.accepted_ranges'")]
    [InlineData("dbt_expectations.expect_nothing", "'dbt_expectations.expect_nothing'")]
    [InlineData("elementary.volume_anomalies", "'elementary.volume_anomalies'")]
    [InlineData("above: {least: 1, most: 2}", "most")]
    [InlineData("above: {least: 'x {{ 1 }}'}", "'least'")]
    public async Task What_is_not_known_is_refused_with_file_and_line(string test, string said)
    {
        var world = await WorldAsync();
        world.Project.Write("models/refined/rows.yml", $"columns:\n  - name: n\n    data_tests:\n      - {test}\n");

        var error = await Assert.ThrowsAnyAsync<PenstockException>(() => FindAsync(world));

        Assert.Contains(said, error.What, StringComparison.Ordinal);
        Assert.Equal("models/refined/rows.yml:4", error.Subject);
        Assert.NotNull(error.Next);
    }

    [Fact]
    public async Task A_test_of_the_project_wins_over_one_of_the_same_name()
    {
        var world = await WorldAsync();
        world
            .Project.Write("macros/mine.sql", "{% test accepted_range(model) %}SELECT 1 FROM {{ model }}{% endtest %}")
            .Write(
                "models/refined/rows.yml",
                "data_tests:\n  - accepted_range: {name: mine, severity: warn}\n"
                    + "columns:\n  - {name: n, tests: [dbt_utils.accepted_range: {name: utils, min_value: 0}]}\n"
            );

        var found = await FindAsync(world);

        Assert.Equal((4, 0), (found["mine"], found["utils"]));
    }

    [Fact]
    public async Task Settings_of_single_tests_stand_in_them_or_in_a_list()
    {
        var world = await WorldAsync();
        world
            .Project.Write("tests/a.sql", "SELECT * FROM {{ ref('rows') }}")
            .Write(
                "tests/deep/b.sql",
                "{{ config(severity='WARN', fail_calc='max(n)') }}SELECT * FROM {{ ref('rows') }}"
            )
            .Write("tests/c.sql", "{{ config(enabled=false) }}SELECT * FROM {{ ref('rows') }}")
            .Write(
                "tests/d.sql",
                "-- ---\n-- warn_if: '>9'\n-- error_if: '>9'\n-- ---\nSELECT * FROM {{ ref('rows') }}"
            )
            .Write("tests/of.yml", "data_tests:\n  - {name: a, config: {severity: warn, limit: 3}}\n");

        var found = await FindAsync(world);

        Assert.Equal(["a 3", "b 30", "d 0"], found.Select(f => $"{f.Key} {f.Value}").Order());
        world.Project.Write("tests/of.yml", "data_tests:\n  - name: z\n");
        Assert.Equal("tests/of.yml:2", (await Assert.ThrowsAsync<UsageException>(() => FindAsync(world))).Subject);
    }

    [Fact]
    public async Task Wrong_rows_are_kept_as_the_test_says()
    {
        var world = await WorldAsync();
        world
            .Project.Model("refined.rows", "SELECT range AS id FROM range(150)")
            .Write(
                "models/refined/rows.yml",
                """
                data_tests:
                  - expression: {expression: id < 0, name: some}
                  - expression: {expression: id < 0, name: all, config: {store_failures: true}}
                  - expression: {expression: id < 0, name: none, config: {store_failures: false}}
                """
            );

        var error = await Assert.ThrowsAsync<TestsFailedException>(() => FindAsync(world));

        Assert.Equal(
            ["all 150 150", "none 150 0", "some 150 100"],
            error.All.Select(t => $"{t.Test} {t.Rows} {t.Sample.Count}").Order()
        );
    }

    [Fact]
    public async Task A_seed_that_no_model_reads_is_made_before_a_test_reads_it()
    {
        var world = await WorldAsync();
        world
            .Project.Write("seeds/codes.csv", "k\n1\n2\n3\n")
            .Write(
                "models/refined/rows.yml",
                "columns: [{name: id, tests: [relationships: {to: ref('codes'), field: k, severity: warn}]}]"
            )
            .Write("seeds/codes.yml", "seeds:\n  - {name: codes, columns: [{name: k, data_tests: [unique]}]}\n");

        Assert.Equal(
            ["relationships_rows_id 1", "unique_codes_k 0"],
            (await FindAsync(world)).Select(f => $"{f.Key} {f.Value}").Order()
        );

        // A seed that changes is tested again, though no model is made.
        world.Project.Write("seeds/codes.csv", "k\n1\n2\n2\n");
        var build = new RunModelsOptions(world.Project.Path) { WithTests = true };
        var error = await Assert.ThrowsAsync<TestsFailedException>(() => world.RunAsync(build));
        Assert.Equal(["unique_codes_k"], error.Failed.Select(f => f.Test));
        Assert.Contains("raw.codes", error.State, StringComparison.Ordinal);
        await Assert.ThrowsAsync<TestsFailedException>(() => world.RunAsync(build));
    }

    [Fact]
    public async Task A_value_that_a_contract_protects_is_kept_under_no_name_of_a_test()
    {
        var world = await WorldAsync();
        world
            .Project.Contract(
                "refined.rows",
                "properties:\n  - {name: t, customProperties: [{property: pii, value: email}, {property: protect, value: mask}]}"
            )
            .Write("seeds/people.csv", "t,n\na@x.org,1\na@x.org,1\n")
            .Write(
                "seeds/people.yml",
                """
                seeds:
                  - name: people
                    columns:
                      - {name: t, data_tests: [unique: {severity: warn}, accepted_values: {values: [b], severity: warn}]}
                      - {name: n, data_tests: [unique: {severity: warn}]}
                """
            );

        var result = await world.RunAsync(new RunModelsOptions(world.Project.Path) { WithTests = true });

        Assert.Equal(
            ["accepted_values_people_t ***", "unique_people_n 1", "unique_people_t ***"],
            result.Tests.Select(t => $"{t.Test} {t.Sample[0].First().Value}").Order()
        );
    }

    [Fact]
    public async Task A_test_that_cannot_run_since_a_table_was_never_made_is_told()
    {
        var world = await WorldAsync();
        world
            .Project.Model("refined.later", "SELECT 1 AS id")
            .Write(
                "models/refined/rows.yml",
                "columns: [{name: id, tests: [relationships: {to: ref('later'), field: id}]}]"
            );

        var result = await world.RunAsync(
            new RunModelsOptions(world.Project.Path)
            {
                WithTests = true,
                Force = true,
                Models = ["rows"],
            }
        );

        Assert.Equal(
            ["test relationships_rows_id was not run: refined.later, which it reads, was never made"],
            result.Warnings
        );
    }

    private static string Named(string test, string name)
    {
        var brace = test.IndexOf(": {", StringComparison.Ordinal);
        return brace < 0
            ? $"{test}: {{name: {name}, severity: warn}}"
            : test.Insert(brace + 3, $"name: {name}, severity: warn, ");
    }

    private async Task<ModelWorld> WorldAsync()
    {
        var (world, _) = (shared.World, shared.NewTable());
        await world.PublishAsync("raw.given", Rows);
        world
            .Project.Model("refined.rows", "SELECT * FROM {{ source('raw', 'given') }}")
            .Model("refined.others", Others)
            .Write(
                "tests/generic/above.sql",
                "{% test above(model, column_name, least=0) %}SELECT * FROM {{ model }} "
                    + "WHERE {{ column_name }} <= {{ least }}{% endtest %}"
                    + "{% test in_other(model, column_name, other) %}SELECT * FROM {{ model }} "
                    + "WHERE {{ column_name }} NOT IN (SELECT id FROM {{ other }}){% endtest %}"
            );
        return world;
    }

    private static async Task<Dictionary<string, long>> FindAsync(ModelWorld world)
    {
        var options = new RunModelsOptions(world.Project.Path) { WithTests = true, Force = true };
        return (await world.RunAsync(options)).Tests.ToDictionary(t => t.Test, t => t.Rows);
    }
}
