using Penstock.Core.Errors;
using Penstock.LakeLayers.Models;

namespace Penstock.LakeLayers.Contracts;

public class DataContractTests
{
    private static DataContract Read(string schema)
    {
        using var folder = new ModelFolder().Contract("refined.sales", schema);
        return DataContract.Load(Path.Combine(folder.Path, "contracts", "refined.sales.yml"));
    }

    [Fact]
    public void Columns_keys_and_rules_are_read_in_the_standards_terms()
    {
        var contract = Read(
            """
            description: One row a sale.
            properties:
              - name: id
                logicalType: integer
                primaryKey: true
                description: The sale's number.
              - name: country
                logicalType: string
                classification: public
                logicalTypeOptions: {pattern: '^[A-Z]{2}$'}
                quality:
                  - {metric: invalidValues, arguments: {validValues: [DE, FR]}, mustBe: 0, severity: warning}
              - name: price
                physicalType: DECIMAL(18,4)
                logicalTypeOptions: {minimum: 0, exclusiveMaximum: 100.5}
                customProperties: [{property: policy, value: fail}]
            quality:
              - {name: total, type: custom, engine: duckdb, implementation: price * 2 > id}
              - {metric: rowCount, mustBeGreaterThan: 0}
              - {type: text, description: Prices are net.}
            """
        );

        Assert.Equal(["id"], contract.PrimaryKey);
        Assert.Equal("The sale's number.", contract.Describe("id"));
        Assert.Equal("public", contract.Columns[1].Classification);
        Assert.Equal(
            [
                "id.required Quarantine",
                "country.pattern Quarantine",
                "country.invalidValues Warn",
                "price.minimum Fail",
                "price.exclusiveMaximum Fail",
                "primary_key Quarantine",
                "total Quarantine",
                "table.rowCount_2 Fail",
            ],
            contract.Rules.Select(r => $"{r.Name} {r.Policy}")
        );
        Assert.Equal("\"country\" NOT IN ('DE', 'FR')", Assert.IsType<RowRule>(contract.Rules[2]).BrokenWhen);
        Assert.Equal("price must be less than 100.5", contract.Rules[4].Message);
    }

    [Theory]
    [InlineData("properties:\n  - name: a\n    colour: red", 10, "colour")]
    [InlineData("properties:\n  - name: a\n    required: maybe", 10, "maybe")]
    [InlineData("properties:\n  - name: a\n    logicalType: text", 10, "logicalType")]
    [InlineData("properties:\n  - name: a\n  - name: a", 10, "twice")]
    [InlineData("properties:\n  - name: a\n    logicalTypeOptions: {least: 1}", 10, "least")]
    [InlineData("quality:\n  - {metric: freshness, mustBe: 0}", 9, "freshness")]
    [InlineData("quality:\n  - {metric: rowCount}", 9, "mustBe")]
    [InlineData("quality:\n  - {type: custom, engine: soda, implementation: x}", 9, "soda")]
    [InlineData("quality:\n  - {metric: rowCount, mustBe: 1, severity: bad}", 9, "bad")]
    [InlineData("properties:\n  - name: [", 10, "YAML")]
    public void What_is_not_understood_is_named_with_file_and_line(string schema, int line, string word)
    {
        var error = Assert.Throws<UsageException>(() => Read(schema));

        Assert.StartsWith("contracts/refined.sales.yml:", error.Subject, StringComparison.Ordinal);
        Assert.Equal($"contracts/refined.sales.yml:{line}", error.Subject);
        Assert.Contains(word, error.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_contract_of_another_table_or_another_standard_is_refused()
    {
        using var folder = new ModelFolder()
            .Contract("refined.a", "name2: x")
            .Write(
                "contracts/refined.b.yml",
                "apiVersion: v2.2.2\nkind: DataContract\nid: b\nversion: 1\nschema: [{name: b}]"
            )
            .Write(
                "contracts/refined.c.yml",
                "apiVersion: v3.0.0\nkind: DataContract\nid: c\nversion: 1\nschema: [{name: d}]"
            );
        string Problem(string name) =>
            Assert
                .Throws<UsageException>(() => DataContract.Load(Path.Combine(folder.Path, "contracts", name)))
                .Message;

        Assert.Contains("name2", Problem("refined.a.yml"), StringComparison.Ordinal);
        Assert.Contains("version 3", Problem("refined.b.yml"), StringComparison.Ordinal);
        Assert.Contains("'d'", Problem("refined.c.yml"), StringComparison.Ordinal);
    }
}
