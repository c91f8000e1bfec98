using Penstock.Core.Errors;
using Penstock.LakeLayers.Contracts.Checks;
using Penstock.LakeLayers.Models;
using Penstock.Testing;

namespace Penstock.LakeLayers.Contracts;

public class ContractCheckTests(PostgresFixture postgres)
{
    private static Task<IReadOnlyList<CheckedContract>> CheckAsync(ModelWorld world) =>
        new ContractCheck(world.Lake).RunAsync(world.Project.Path);

    private async Task<ModelWorld> WorldAsync(string contract)
    {
        var world = await ModelWorld.CreateAsync(postgres);
        await world.PublishAsync(
            "raw.sales",
            "SELECT * FROM (VALUES (1, 5, 'DE'), (2, -1, 'FR'), (2, 7, NULL)) t(id, price, country)"
        );
        world.Project.Contract("raw.sales", contract);
        return world;
    }

    [Fact]
    public async Task What_breaks_the_contract_is_counted_by_rule_and_nothing_is_changed()
    {
        await using var world = await WorldAsync(
            """
            properties:
              - {name: id, logicalType: integer, primaryKey: true}
              - {name: price, logicalTypeOptions: {minimum: 0, maximum: 100}}
              - {name: country, required: true}
            quality:
              - {metric: rowCount, mustBeGreaterThan: 10}
            """
        );
        var before = await world.AskAsync(
            "SELECT (SELECT count(*) FROM lake.snapshot) + (SELECT count(*) FROM lineage.event) + (SELECT count(*) FROM lake.contract_result)"
        );

        var found = Assert.Single(await CheckAsync(world));

        Assert.Equal((ContractState.Broken, "raw.sales", 3L), (found.State, found.Table, found.Rows!.Value));
        Assert.Equal(
            ["price.minimum 1", "country.required 1", "primary_key 1", "table.rowCount 1"],
            found.Breaches.Select(b => $"{b.Rule} {b.Rows}")
        );
        Assert.Equal(
            before,
            await world.AskAsync(
                "SELECT (SELECT count(*) FROM lake.snapshot) + (SELECT count(*) FROM lineage.event) + (SELECT count(*) FROM lake.contract_result)"
            )
        );
    }

    [Fact]
    public async Task A_warning_is_told_and_the_contract_is_kept()
    {
        await using var world = await WorldAsync(
            "quality:\n  - {name: paid, type: custom, engine: duckdb, implementation: price > 0, severity: warning}"
        );

        var found = Assert.Single(await CheckAsync(world));

        Assert.Equal(ContractState.Kept, found.State);
        Assert.Equal(
            ("paid", BreachPolicy.Warn, 1L),
            (found.Breaches[0].Rule, found.Breaches[0].Policy, found.Breaches[0].Rows)
        );
    }

    [Theory]
    [InlineData("properties: [{name: colour}]", "columns", "the table has no column colour")]
    [InlineData("properties: [{name: price, logicalType: string}]", "types", "price is INTEGER, promised is string")]
    public async Task A_table_of_other_columns_or_types_breaks_its_contract(string schema, string rule, string what)
    {
        await using var world = await WorldAsync(schema);

        var breach = Assert.Single(Assert.Single(await CheckAsync(world)).Breaches);

        Assert.Equal((rule, what, BreachPolicy.Fail), (breach.Rule, breach.What, breach.Policy));
    }

    [Fact]
    public async Task One_malformed_contract_does_not_hide_the_others()
    {
        await using var world = await WorldAsync("properties: [{name: id}]");
        world
            .Project.Contract("refined.later", "properties: [{name: x}]")
            .Contract("refined.bad", "properties: [{name: x, colour: red}]")
            .Write(
                "contracts/refined.new.yml",
                "apiVersion: v4.0.0\nkind: DataContract\nid: n\nversion: 1.0.0\nmodels: []"
            )
            .Contract("raw.sales", "quality: [{type: custom, engine: duckdb, implementation: colour = 1}]");

        var found = await CheckAsync(world);

        Assert.Equal(
            ["raw.sales Malformed", "refined.bad Malformed", "refined.later NoTable", "refined.new Malformed"],
            found.Select(f => $"{f.Table} {f.State}")
        );
        Assert.Contains("contracts/refined.bad.yml:8", found[1].Error, StringComparison.Ordinal);
        Assert.Contains(
            "'v4.0.0' of the Open Data Contract Standard, which is newer than this Penstock",
            found[3].Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_workflow_without_contracts_is_told_so()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);

        await Assert.ThrowsAsync<UsageException>(() => CheckAsync(world));
    }

    [Theory]
    [InlineData("now() - INTERVAL 3 HOUR", "h", "warn", false)]
    [InlineData("now() - INTERVAL 5 HOUR", "h", "warn", true)]
    [InlineData("now()::TIMESTAMP - INTERVAL 3 DAY", "d", "fail", false)]
    [InlineData("current_date - 9", "d", "fail", true)]
    [InlineData("NULL::TIMESTAMP", "h", "warn", true)]
    public async Task A_table_whose_latest_row_is_too_old_is_late(
        string latest,
        string unit,
        string policy,
        bool isLate
    )
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        await world.PublishAsync("raw.sales", $"SELECT {latest} AS sold_at");
        world.Project.Write(
            "contracts/raw.sales.yml",
            $$"""
            apiVersion: v3.1.0
            kind: DataContract
            id: sales
            version: 1.0.0
            status: active
            schema: [{name: sales, properties: [{name: sold_at}], customProperties: [{property: policy, value: {{policy}}}]}]
            slaProperties:
              - {property: freshness, value: 4, unit: {{unit}}, element: sales.sold_at}
              - {property: retention, value: 100, unit: d}
            """
        );

        var found = Assert.Single(await CheckAsync(world));

        Assert.Equal(isLate && policy == "fail" ? ContractState.Broken : ContractState.Kept, found.State);
        Assert.Equal(
            isLate ? [$"the latest sold_at must not be older than 4 {(unit == "h" ? "hour" : "day")}s"] : [],
            found.Breaches.Select(b => b.What)
        );
    }
}
