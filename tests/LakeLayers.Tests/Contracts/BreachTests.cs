using Penstock.Core.Errors;
using Penstock.LakeLayers.Models;
using Penstock.LakeLayers.Tables;
using Penstock.Testing;

namespace Penstock.LakeLayers.Contracts;

public class BreachTests(PostgresFixture postgres)
{
    private const string Raw = """
        SELECT * FROM (VALUES
            (1, '10', 'DE', 'k1', 1), (2, 'ten', 'DE', 'k1', 2), (3, '-1', 'XX', 'k1', 3), (4, '7', NULL, 'k1', 4), (4, '8', 'FR', 'k1', 5)
        ) t(id, price, country, _landing_key, _source_position)
        """;

    private const string Typed = """
        SELECT id, try_cast(price AS INTEGER) AS price, price AS _src_price, country, _landing_key, _source_position
        FROM {{ source('raw', 'sales') }}
        """;

    private async Task<ModelWorld> WorldAsync(string schema)
    {
        var world = await ModelWorld.CreateAsync(postgres);
        await world.PublishAsync("raw.sales", Raw);
        world
            .Project.Model("refined.sales", "-- ---\n-- accounts_for: raw.sales\n-- ---\n" + Typed)
            .Contract("refined.sales", schema);
        return world;
    }

    private const string Schema = """
        properties:
          - {name: id, logicalType: integer, primaryKey: true, description: The number.}
          - {name: price, logicalType: integer, logicalTypeOptions: {minimum: 0}}
          - name: country
            logicalType: string
            quality: [{metric: invalidValues, arguments: {validValues: [DE, FR]}}]
        """;

    [Fact]
    public async Task Rows_that_break_rules_go_to_quarantine_with_reason_value_and_provenance()
    {
        await using var world = await WorldAsync(Schema);

        var result = (await world.RunAsync()).Models[0];

        Assert.Equal(["1|10", "4|7"], await world.RowsAsync("refined.sales", "SELECT id, price FROM t ORDER BY id"));
        Assert.Equal((5, 2, 3), (result.Account.RowsIn, result.Account.RowsOut, result.Account.Quarantined));
        Assert.Equal(
            [
                "price is not readable as integer|price|ten|price.type|k1|2",
                "price must be at least 0; country must be one of DE, FR|price|-1|price.minimum|k1|3",
                "another row has the same id|id|4|primary_key|k1|5",
            ],
            await world.RowsAsync(
                "quarantine.refined__sales",
                "SELECT _reason, _column, _value, _rule, _landing_key, _source_position FROM t ORDER BY _source_position"
            )
        );
        Assert.Equal(
            ["ten|XX"],
            await world.RowsAsync(
                "quarantine.refined__sales",
                "SELECT min(_row ->> '_src_price') FILTER (_source_position = 2), min(_row ->> 'country') FILTER (_source_position = 3) FROM t"
            )
        );
        Assert.Equal("The number.", (await world.CurrentAsync("refined.sales"))!.Schema[0].Description);
        Assert.Equal(1L, await world.AskAsync("SELECT rows FROM lake.contract_result WHERE rule = 'price.minimum'"));
        Assert.Equal(0L, await world.AskAsync("SELECT rows FROM lake.contract_result WHERE rule = 'id.required'"));
    }

    [Fact]
    public async Task When_the_source_is_mended_the_quarantine_is_emptied()
    {
        await using var world = await WorldAsync(Schema);
        await world.RunAsync();
        await world.PublishAsync(
            "raw.sales",
            "SELECT 1 AS id, '1' AS price, 'DE' AS country, 'k' AS _landing_key, 1 AS _source_position"
        );

        await world.RunAsync();

        Assert.Equal(0, (await world.CurrentAsync("quarantine.refined__sales"))!.Rows);
    }

    [Fact]
    public async Task A_breach_with_the_policy_fail_publishes_nothing_and_exits_with_3()
    {
        await using var world = await WorldAsync(
            Schema.Replace(
                "{minimum: 0}",
                "{minimum: 0}, customProperties: [{property: policy, value: fail}]",
                StringComparison.Ordinal
            )
        );

        var error = await Assert.ThrowsAsync<ContractBreachException>(() => world.RunAsync());

        Assert.Equal(3, error.ExitCode);
        Assert.Contains("contracts/refined.sales.yml", error.Subject, StringComparison.Ordinal);
        Assert.Contains("price must be at least 0 (1 rows)", error.Message, StringComparison.Ordinal);
        Assert.Null(await world.CurrentAsync("refined.sales"));
        Assert.Null(await world.CurrentAsync("quarantine.refined__sales"));
        Assert.Equal(0L, await world.AskAsync("SELECT count(*) FROM lake.row_account"));
    }

    [Fact]
    public async Task A_warning_is_recorded_and_the_row_published()
    {
        await using var world = await WorldAsync(
            """
            properties:
              - name: country
                quality: [{metric: invalidValues, arguments: {validValues: [DE, FR]}, severity: warning}]
              - name: id
                quality: [{metric: duplicateValues, mustBe: 0, severity: warning}]
            quality:
              - {name: enough, metric: rowCount, mustBeGreaterOrEqualTo: 100, severity: warning}
            """
        );

        var result = await world.RunAsync();

        Assert.Equal(5, result.RowsOut);
        Assert.Equal(
            [
                "refined.sales: country must be one of DE, FR (1 rows)",
                "refined.sales: another row has the same id (1 rows)",
                "refined.sales: the number of rows must be at least 100",
            ],
            result.Warnings
        );
        Assert.Equal("warn", await world.AskAsync("SELECT policy FROM lake.contract_result WHERE rule = 'enough'"));
    }

    [Fact]
    public async Task Rules_across_columns_and_over_the_table_are_checked()
    {
        await using var world = await WorldAsync(
            """
            quality:
              - {name: cheap in DE, type: custom, engine: duckdb, implementation: "country <> 'DE' OR price < 5"}
              - {name: total, type: sql, query: 'SELECT sum(id) FROM ${table}', mustBeLessThan: 12}
            """
        );

        var error = await Assert.ThrowsAsync<ContractBreachException>(() => world.RunAsync());

        Assert.Equal("line 10: total must be less than 12", Assert.Single(error.Breaches));
    }

    [Fact]
    public async Task A_threshold_lets_the_rows_stay_and_a_broken_one_refuses_the_table()
    {
        await using var world = await WorldAsync(
            "properties: [{name: country, quality: [{metric: nullValues, mustBeLessThan: 2, unit: rows}]}]"
        );

        var result = (await world.RunAsync()).Models[0];

        Assert.Equal((5, 0), (result.Account.RowsOut, result.Account.Quarantined));
        world.Project.Contract(
            "refined.sales",
            "properties: [{name: country, quality: [{metric: nullValues, mustBeLessThan: 20, unit: percent}]}]"
        );
        var error = await Assert.ThrowsAsync<ContractBreachException>(() => world.RunAsync());
        Assert.Equal(
            "line 8: the percentage of rows of which country is missing must be less than 20",
            Assert.Single(error.Breaches)
        );
    }

    [Fact]
    public async Task The_column_of_the_physical_name_is_the_one_that_is_checked()
    {
        await using var world = await WorldAsync(
            """
            physicalName: sales
            properties:
              - {name: land, physicalName: country, required: true}
              - {name: number, physicalName: id, logicalType: integer}
            quality:
              - {metric: duplicateValues, arguments: {properties: [number]}, mustBe: 0}
            """
        );

        var result = (await world.RunAsync()).Models[0];

        Assert.Equal(
            ["country.required 1", "table.duplicateValues 0"],
            result.Rules.Select(r => $"{r.Rule.Name} {r.Rows}")
        );
    }

    [Theory]
    [InlineData("properties:\n  - name: id\n  - name: colour", 10, "colour")]
    [InlineData("properties:\n  - name: id\n    physicalType: NUMBER(3)", 9, "NUMBER(3)")]
    [InlineData("quality:\n  - {type: custom, engine: duckdb, implementation: colour = 1}", 9, "colour")]
    [InlineData("quality:\n  - {type: sql, query: 'SELECT colour FROM ${table}', mustBe: 0}", 9, "colour")]
    public async Task A_contract_that_names_something_unknown_is_an_error_with_file_and_line(
        string schema,
        int line,
        string word
    )
    {
        await using var world = await WorldAsync(schema);

        var error = await Assert.ThrowsAsync<UsageException>(() => world.RunAsync());

        Assert.Equal($"contracts/refined.sales.yml:{line}", error.Subject);
        Assert.Contains(word, error.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_of_another_type_than_promised_is_a_breach()
    {
        await using var world = await WorldAsync(
            "properties: [{name: id, logicalType: string}, {name: price, physicalType: int8}]"
        );

        var error = await Assert.ThrowsAsync<ContractBreachException>(() => world.RunAsync());

        Assert.Equal(
            ["id is INTEGER, promised is string (line 8)", "price is INTEGER, promised is BIGINT (line 8)"],
            error.Breaches
        );
    }

    [Fact]
    public async Task More_rules_than_one_number_has_bits_are_all_checked()
    {
        await using var world = await WorldAsync(
            "quality:\n"
                + string.Join(
                    '\n',
                    Enumerable
                        .Range(1, 130)
                        .Select(i =>
                            $"  - {{name: rule {i}, type: custom, engine: duckdb, implementation: id <> {i} OR _source_position <> {(i == 4 ? 5 : i)}}}"
                        )
                )
        );

        var result = (await world.RunAsync()).Models[0];

        Assert.Equal(4, result.Account.Quarantined);
        Assert.Equal(
            ["rule 1", "rule 2", "rule 3", "rule 4"],
            result.Rules.Where(r => r.Rows == 1).Select(r => r.Rule.Name)
        );
    }
}
