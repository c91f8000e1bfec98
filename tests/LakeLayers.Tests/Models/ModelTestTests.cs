using Penstock.Core.Errors;
using Penstock.Core.Steps;
using Penstock.LakeLayers.Models.Testing;
using Penstock.LakeLayers.Tables;
using Penstock.Testing;

namespace Penstock.LakeLayers.Models;

public class ModelTestTests(PostgresFixture postgres)
{
    private const string Orders =
        "SELECT * FROM (VALUES (1, 'new', 10, 5), (1, 'odd', NULL, -5), (2, 'paid', 11, 7)) v(id, status, customer, amount)";

    private static RunModelsOptions Build(ModelWorld world, params string[] models) =>
        new(world.Project.Path) { WithTests = true, Models = models };

    private static Task<IReadOnlyList<Testing.TestResult>> TestAsync(ModelWorld world, params string[] models) =>
        new TestModels(world.Lake).RunAsync(
            new RunModelsOptions(world.Project.Path) { Models = models },
            StepContext.Standalone("tests")
        );

    [Fact]
    public async Task Each_kind_of_test_finds_its_rows()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        await world.PublishAsync("raw.orders", Orders);
        world
            .Project.Model("refined.customers", "SELECT 10 AS customer")
            .Model("refined.orders", "SELECT * FROM {{ source('raw', 'orders') }}")
            .Write(
                "models/refined/orders.yml",
                """
                tests:
                  - unique_combination_of_columns: {combination_of_columns: [id, status], severity: warn}
                  - expression: {expression: amount > 0, severity: warn}
                  - row_count: {min: 4, severity: warn}
                columns:
                  - name: id
                    tests: [{unique: {severity: warn}}]
                  - name: customer
                    tests:
                      - not_null: {severity: warn}
                      - not_null: {severity: warn, where: status <> 'odd', name: customer_of_good_orders}
                      - relationships: {to: ref('customers'), field: customer, severity: warn}
                  - name: status
                    tests:
                      - accepted_values: {values: [new, paid], config: {severity: warn}}
                      - shouted: {loud: true, severity: warn}
                  - name: amount
                    tests: [{accepted_range: {min_value: 0, severity: warn}}]
                """
            )
            .Write(
                "macros/tests.sql",
                "{% test shouted(model, column_name, loud) %}SELECT * FROM {{ model }} WHERE {{ column_name }} <> upper({{ column_name }}) AND {{ loud }}{% endtest %}"
            )
            .Write(
                "tests/no_big_order.sql",
                "-- ---\n-- severity: warn\n-- ---\nSELECT * FROM {{ ref('orders') }} WHERE amount > 6"
            );

        var result = await world.RunAsync(Build(world));

        Assert.Equal(
            [
                "accepted_range_orders_amount 1",
                "accepted_values_orders_status 1",
                "customer_of_good_orders 0",
                "expression_orders 1",
                "no_big_order 1",
                "not_null_orders_customer 1",
                "relationships_orders_customer 1",
                "row_count_orders 1",
                "shouted_orders_status 3",
                "unique_combination_of_columns_orders 0",
                "unique_orders_id 1",
            ],
            result.Tests.Select(t => $"{t.Test} {t.Rows}").Order()
        );
        Assert.Equal(9, result.Warnings.Count);
        Assert.Equal(
            "odd",
            result.Tests.Single(t => t.Test == "accepted_values_orders_status").Sample[0]["value_field"]!.ToString()
        );
    }

    [Fact]
    public async Task A_failed_test_keeps_everything_from_being_published_and_its_rows_are_kept()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        await world.PublishAsync("raw.orders", Orders);
        world.Project.Model(
            "refined.orders",
            "-- ---\n-- columns: [{name: id, tests: [unique]}]\n-- ---\nSELECT * FROM {{ source('raw', 'orders') }}"
        );

        var error = await Assert.ThrowsAsync<TestsFailedException>(() => world.RunAsync(Build(world)));

        Assert.Equal(3, error.ExitCode);
        Assert.Contains("unique_orders_id (1 row)", error.Message, StringComparison.Ordinal);
        Assert.Null(await world.CurrentAsync("refined.orders"));
        Assert.Equal(
            "1",
            await world.AskAsync(
                "SELECT sample -> 0 ->> 'unique_field' FROM lake.test_result WHERE test = 'unique_orders_id' AND rows = 1"
            )
        );

        await world.RunAsync();
        Assert.Single((await Assert.ThrowsAsync<TestsFailedException>(() => TestAsync(world))).Failed);
        world.Project.Model(
            "refined.orders",
            "-- ---\n-- columns: [{name: id, tests: [unique]}]\n-- ---\nSELECT DISTINCT id FROM {{ source('raw', 'orders') }}"
        );
        await world.RunAsync(Build(world));
        Assert.True((await TestAsync(world, "unique_orders_id")).Single().Passed);
    }

    [Theory]
    [InlineData("columns: [{name: nothing, tests: [not_null]}]", "nothing")]
    [InlineData("columns: [{name: id, tests: [{relationships: {to: ref('nobody'), field: id}}]}]", "nobody")]
    [InlineData("columns: [{name: id, tests: [accepted_values]}]", "values")]
    [InlineData("columns: [{name: id, tests: [unheard_of]}]", "unheard_of")]
    public async Task A_test_that_cannot_run_names_its_file_and_line(string notes, string said)
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        world.Project.Model("refined.t", "SELECT 1 AS id").Write("models/refined/t.yml", $"owner: me\n{notes}");

        var error = await Assert.ThrowsAnyAsync<PenstockException>(() => world.RunAsync(Build(world)));

        Assert.Contains(said, error.What, StringComparison.Ordinal);
        Assert.Equal("models/refined/t.yml:2", error.Subject);
    }

    [Theory]
    [InlineData("SELECT 1 AS x\n{{ config(severity='loud') }}", "loud")]
    [InlineData("SELECT 1 AS x\n{{ config(severitee='warn') }}", "severitee")]
    public async Task A_setting_of_a_test_file_that_is_not_known_is_refused(string text, string said)
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        world.Project.Model("refined.t", "SELECT 1 AS id").Write("tests/odd.sql", text);

        var error = await Assert.ThrowsAsync<UsageException>(() => world.RunAsync(Build(world)));

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Equal("tests/odd.sql:2", error.Subject);
    }

    [Fact]
    public async Task A_unit_test_runs_a_model_on_given_rows()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        await world.PublishAsync(
            "raw.orders",
            "SELECT 1 AS id, TIMESTAMP '2026-01-01' AS seen, 1.5::DECIMAL(9,2) AS amount"
        );
        world
            .Project.Model(
                "refined.totals",
                "{{ config(materialized='incremental') }}SELECT seen::DATE AS day, sum(amount) * {{ var('factor', 1) }} AS total FROM {{ source('raw', 'orders') }} {% if is_incremental() %}WHERE seen > (SELECT max(day) FROM {{ this }}){% endif %} GROUP BY 1"
            )
            .Write(
                "models/refined/totals.yml",
                """
                unit_tests:
                  - name: adds_up
                    overrides: {macros: {is_incremental: false}}
                    given:
                      - input: source('raw', 'orders')
                        rows: [{seen: 2026-03-01 10:00, amount: 1.25}, {seen: 2026-03-01 11:00, amount: 2}]
                    expect:
                      rows: [{day: 2026-03-01, total: 3.25}]
                  - name: only_new
                    overrides: {vars: {factor: 2}, macros: {is_incremental: true}}
                    given:
                      - {input: "source('raw', 'orders')", rows: [{seen: 2026-03-01, amount: 1}, {seen: 2026-03-05, amount: 2}]}
                      - {input: this, rows: [{day: 2026-03-02}]}
                    expect: {rows: [{total: 4}]}
                  - name: wrong
                    overrides: {macros: {is_incremental: false}}
                    given: [{input: "source('raw', 'orders')", rows: [{seen: 2026-03-01, amount: 1}]}]
                    expect: {rows: [{total: 2}]}
                """
            );
        var project = await world.Project.LoadAsync();

        var results = await new UnitTestRun(world.Lake).RunAsync(project, project.UnitTests);

        Assert.Equal(
            ["adds_up True", "only_new True", "wrong False"],
            results.Select(r => $"{r.Test.Name} {r.Passed}")
        );
        Assert.Equal(["""{"total":2.00}""", """{"total":1.00}"""], results[2].Missing.Concat(results[2].Unexpected));
    }

    [Theory]
    [InlineData("c", "c")]
    [InlineData("+c", "a,b,c,d")]
    [InlineData("1+c", "b,c,d")]
    [InlineData("a+", "a,b,c,e")]
    [InlineData("a+1", "a,b,e")]
    [InlineData("@b", "a,b,c,d")]
    [InlineData("tag:daily", "a,d")]
    [InlineData("tag:daily,refined", "a")]
    [InlineData("tag:daily e", "a,d,e")]
    [InlineData("path:models/presentation", "c,d,e")]
    [InlineData("config.materialized:view", "e")]
    [InlineData("refined.*", "a,b")]
    [InlineData("state:new", "a,b,c,d,e")]
    public async Task Models_are_selected_as_dbts_users_do(string words, string expected)
    {
        using var folder = new ModelFolder()
            .Model("refined.a", "SELECT 1 AS x {{ config(tags=['daily']) }}")
            .Model("refined.b", "SELECT x FROM {{ ref('a') }}")
            .Model("presentation.c", "SELECT x FROM {{ ref('b') }} JOIN {{ ref('d') }} USING (x)")
            .Model("presentation.d", "SELECT 1 AS x {{ config(tags='daily') }}")
            .Model("presentation.e", "SELECT x FROM {{ ref('a') }} {{ config(materialized='view') }}");
        var selector = new ModelSelector(await folder.LoadAsync(), new Dictionary<TableName, string>());

        Assert.Equal(expected.Split(','), selector.Select([words]).Select(m => m.Table.Name).Order());
        Assert.DoesNotContain(
            selector.Select([], [words]),
            m => expected.Contains(m.Table.Name, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task What_changed_since_it_was_published_can_be_selected()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        world.Project.Model("refined.a", "SELECT 1 AS x").Model("refined.b", "SELECT 1 AS x");
        await world.RunAsync();
        world.Project.Model("refined.b", "SELECT 2 AS x");

        var result = await world.RunAsync("state:modified");

        Assert.Equal(["refined.b"], result.Models.Select(m => m.Table.ToString()));
        Assert.Empty((await world.RunAsync("state:modified")).Models);
    }

    [Fact]
    public async Task A_sample_that_holds_NUL_is_recorded_with_a_mark_in_its_place()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        world
            .Project.Model("refined.odd", "SELECT 'a' || chr(0) || '\\u0000' AS t")
            .Write("tests/none.sql", "-- ---\n-- severity: warn\n-- ---\nSELECT * FROM {{ ref('odd') }}");
        await world.RunAsync(Build(world));

        var sample = await world
            .Lake.Metadata.DataSource.CreateCommand(
                "SELECT sample -> 0 ->> 't' FROM lake.test_result WHERE test = 'none'"
            )
            .ExecuteScalarAsync();
        Assert.Equal("a\uFFFD\\u0000", sample);
    }
}
