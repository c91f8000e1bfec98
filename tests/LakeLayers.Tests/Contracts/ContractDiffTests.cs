using Penstock.LakeLayers.Contracts.Changes;

namespace Penstock.LakeLayers.Contracts;

public class ContractDiffTests
{
    private const string Base = """
        description: One row a sale.
        properties:
          - {name: id, logicalType: integer, physicalType: INTEGER, primaryKey: true}
          - {name: price, logicalType: number, physicalType: "DECIMAL(10,2)", required: true, logicalTypeOptions: {minimum: 0, maximum: 100}}
          - {name: country, logicalType: string, quality: [{metric: invalidValues, arguments: {validValues: [DE, FR]}}]}
          - {name: day, logicalType: date, logicalTypeOptions: {minimum: '2020-01-01'}}
        quality:
          - {name: cheap, type: custom, engine: duckdb, implementation: price < 50, severity: warning}
        """;

    private static ContractDiff Diff(string was, string becomes, string version = "1.1.0") =>
        ContractDiff.Between(Read(Base, "1.0.0"), Read(Base.Replace(was, becomes, StringComparison.Ordinal), version));

    private static DataContract Read(string schema, string version) =>
        DataContract.Parse(
            "refined.sales.yml",
            $"apiVersion: v3.1.0\nkind: DataContract\nid: sales\nversion: {version}\nstatus: active\nschema:\n  - name: sales\n{string.Join('\n', schema.Split('\n').Select(l => "    " + l))}",
            "sales.yml"
        );

    [Fact]
    public void A_contract_differs_in_nothing_from_itself() => Assert.Empty(Diff("DE", "DE").Changes);

    [Theory]
    [InlineData(
        "  - {name: day, logicalType: date, logicalTypeOptions: {minimum: '2020-01-01'}}\n",
        "",
        "day: the column was removed"
    )]
    [InlineData(
        "quality:\n  - {name: cheap",
        "  - {name: shop, required: true}\nquality:\n  - {name: cheap",
        "shop: a required column was added"
    )]
    [InlineData("physicalType: INTEGER", "physicalType: SMALLINT", "id: the type INTEGER became SMALLINT")]
    [InlineData("DECIMAL(10,2)", "DECIMAL(9,2)", "price: the type DECIMAL(10,2) became DECIMAL(9,2)")]
    [InlineData("logicalType: date", "logicalType: timestamp", "day: the type date became timestamp")]
    [InlineData(
        "name: country, logicalType: string",
        "name: country",
        "country: the type string is not promised any more"
    )]
    [InlineData(
        "name: country, logicalType: string",
        "name: country, logicalType: string, required: true",
        "country: it must not be missing any more"
    )]
    [InlineData("required: true, logicalTypeOptions", "logicalTypeOptions", "price: it may be missing now")]
    [InlineData("[DE, FR]", "[DE]", "country: validValues DE, FR became DE")]
    [InlineData("minimum: 0", "minimum: 1", "price: minimum 0 became 1")]
    [InlineData("maximum: 100", "maximum: 99.5", "price: maximum 100 became 99.5")]
    [InlineData("'2020-01-01'", "'2021-01-01'", "day: minimum 2020-01-01 became 2021-01-01")]
    [InlineData(
        "name: country, logicalType: string",
        "name: country, logicalType: string, logicalTypeOptions: {pattern: '^[A-Z]+$'}",
        "country: pattern ^[A-Z]+$ is new"
    )]
    [InlineData(
        "name: country, logicalType: string",
        "name: country, logicalType: string, primaryKey: true, primaryKeyPosition: 2",
        "table: the primary key (id) became (id, country)"
    )]
    [InlineData(
        "name: day, logicalType: date",
        "name: day, logicalType: date, unique: true",
        "day: rows with the same values are refused now"
    )]
    [InlineData("severity: warning", "severity: error", "cheap: the policy warn became quarantine")]
    public void A_change_that_breaks_readers_or_writers_needs_a_new_major_version(
        string was,
        string becomes,
        string change
    )
    {
        var diff = Diff(was, becomes);

        Assert.Contains(change, diff.Changes.Where(c => c.IsBreaking).Select(c => $"{c.Subject}: {c.What}"));
        Assert.True(diff.IsRefused);
        Assert.False(Diff(was, becomes, "2.0.0").IsRefused);
    }

    [Theory]
    [InlineData(
        "quality:\n  - {name: cheap",
        "  - {name: shop}\nquality:\n  - {name: cheap",
        "shop: an optional column was added"
    )]
    [InlineData("physicalType: INTEGER", "physicalType: int8", "id: the type INTEGER became int8")]
    [InlineData("DECIMAL(10,2)", "numeric(12, 2)", "price: the type DECIMAL(10,2) became numeric(12, 2)")]
    [InlineData("[DE, FR]", "[DE, FR, IT]", "country: validValues DE, FR became DE, FR, IT")]
    [InlineData("{minimum: 0, maximum: 100}", "{maximum: 100}", "price: minimum 0 is gone")]
    [InlineData("maximum: 100", "maximum: 1000", "price: maximum 100 became 1000")]
    [InlineData("One row a sale.", "One row a line.", "table: the description changed")]
    [InlineData(
        "name: country,",
        "name: country, classification: personal,",
        "country: the classification none became personal"
    )]
    [InlineData("price < 50", "price < 40", "cheap: the rule changed: must hold: price < 40")]
    public void A_change_that_breaks_nobody_needs_none(string was, string becomes, string change)
    {
        var diff = Diff(was, becomes);

        Assert.Equal([change], diff.Changes.Select(c => $"{c.Subject}: {c.What}"));
        Assert.False(diff.IsBreaking);
    }

    [Fact]
    public void Another_name_of_the_same_type_is_no_change() =>
        Assert.Empty(Diff("physicalType: INTEGER", "physicalType: int").Changes);
}
