using Penstock.Core.Errors;

namespace Penstock.LakeLayers.Contracts;

/// <summary>Library metrics: none is a rule of each row, any other bound one of the table.</summary>
public sealed class ThresholdTests : IDisposable
{
    private readonly RuleBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("nullValues, mustBeLessThan: 2, unit: rows", true)]
    [InlineData("nullValues, mustBeLessThan: 1, unit: rows", false)]
    [InlineData("nullValues, mustBe: 1", true)]
    [InlineData("nullValues, mustNotBe: 1", false)]
    [InlineData("nullValues, mustBeGreaterThan: 0", true)]
    [InlineData("nullValues, mustBeLessThan: 20, unit: percent", true)]
    [InlineData("nullValues, mustBeLessOrEqualTo: 12.4, unit: percent", false)]
    [InlineData("nullValues, mustBeGreaterOrEqualTo: 12.5, unit: percent", true)]
    [InlineData("nullValues, mustBeBetween: [0, 2]", true)]
    [InlineData("nullValues, mustBeBetween: [1, 2]", false)]
    [InlineData("nullValues, mustNotBeBetween: [1, 2]", true)]
    [InlineData("nullValues, mustBeGreaterThan: 0, mustBeLessThan: 1", false)]
    [InlineData("missingValues, arguments: {missingValues: [null, '', 'N/A']}, mustBe: 3", true)]
    [InlineData("missingValues, arguments: {missingValues: ['', 'N/A']}, mustBe: 2", true)]
    [InlineData("missingValues, mustBe: 1", true)]
    [InlineData("invalidValues, arguments: {validValues: [a, b]}, mustBe: 3", true)]
    [InlineData("invalidValues, arguments: {validValues: [a, b, null, '']}, mustBe: 2", true)]
    [InlineData("invalidValues, arguments: {pattern: '^[ab]?$'}, mustBe: 2", true)]
    [InlineData("invalidValues, arguments: {validValues: [a, b, 1], pattern: '^[a-z]$'}, mustBe: 3", true)]
    [InlineData("duplicateValues, mustBeLessThan: 3", true)]
    [InlineData("duplicateValues, mustBeLessThan: 2", false)]
    [InlineData("duplicateValues, mustBe: 25, unit: percent", true)]
    [InlineData("rowCount, mustBe: 8", true)]
    [InlineData("rowCount, mustBeGreaterThan: 8", false)]
    public void A_threshold_holds_or_breaks_for_the_table(string rule, bool holds) =>
        Assert.Equal(
            holds,
            _bench.Holds(
                $"{{name: v, quality: [{{metric: {rule}}}]}}",
                "VARCHAR",
                "NULL",
                "''",
                "'N/A'",
                "'a'",
                "'a'",
                "'b'",
                "'b'",
                "'1'"
            )
        );

    [Theory]
    [InlineData("duplicateValues, arguments: {properties: [v, w]}, mustBe: 1", true)]
    [InlineData("duplicateValues, arguments: {properties: [v, w]}, mustBeLessThan: 33, unit: percent", false)]
    [InlineData("rowCount, mustBeBetween: [2, 4]", true)]
    public void So_do_those_of_the_table_as_a_whole(string rule, bool holds) =>
        Assert.Equal(holds, _bench.Holds($"quality: [{{metric: {rule}}}]", "INTEGER", "1", "1", "2"));

    [Fact]
    public void Of_an_empty_table_no_percentage_is_wrong() =>
        Assert.True(
            _bench.Holds("{name: v, quality: [{metric: nullValues, mustBeLessThan: 1, unit: percent}]}", "INTEGER")
        );

    [Theory]
    [InlineData(
        "missingValues, arguments: {missingValues: [null, '', 'N/A']}, mustBe: 0",
        "VARCHAR",
        "NULL;'';'N/A';'x'",
        "NULL||N/A"
    )]
    [InlineData(
        "missingValues, arguments: {missingValues: [-999, 'N/A']}, mustBe: 0",
        "INTEGER",
        "-999;1;NULL",
        "-999"
    )]
    [InlineData("missingValues, arguments: {missingValues: [-999]}, mustBe: 0", "VARCHAR", "'-999';'x'", "-999")]
    [InlineData("missingValues, arguments: {missingValues: [-999]}, mustBe: 0", "DOUBLE", "-999;1", "-999.0")]
    [InlineData(
        "missingValues, arguments: {missingValues: [1900-01-01, null]}, mustBe: 0",
        "DATE",
        "'1900-01-01';'2000-01-01'",
        "1900-01-01"
    )]
    [InlineData("nullValues", "INTEGER", "1;NULL", "NULL")]
    [InlineData(
        "invalidValues, arguments: {validValues: [1, 2]}, mustBe: 0, unit: percent",
        "VARCHAR",
        "'1';'3';'x';NULL",
        "3|x"
    )]
    [InlineData("invalidValues, arguments: {validValues: [1, 2.5, null]}, mustBe: 0", "DOUBLE", "1;2.5;3;NULL", "3.0")]
    [InlineData("invalidValues, arguments: {validValues: [true]}, mustBe: 0", "BOOLEAN", "true;false", "false")]
    [InlineData(
        "invalidValues, arguments: {validValues: ['2024-01-01']}, mustBe: 0",
        "DATE",
        "'2024-01-01';'2024-01-02'",
        "2024-01-02"
    )]
    public void Where_there_must_be_none_each_row_is_judged(string rule, string type, string values, string broken) =>
        Assert.Equal(broken, _bench.Broken($"{{name: v, quality: [{{metric: {rule}}}]}}", type, values.Split(';')));

    [Theory]
    [InlineData("SELECT count(*) FROM {object} WHERE {property} IS NULL", true)]
    [InlineData("SELECT count(*) FROM ${table} WHERE ${column} IS NULL", true)]
    [InlineData("SELECT count(*) FROM {table} WHERE {column} IS NOT NULL", false)]
    public void A_query_names_table_and_column_in_either_way_of_the_standard(string query, bool holds) =>
        Assert.Equal(
            holds,
            _bench.Holds(
                $"{{name: v, quality: [{{type: sql, query: '{query}', mustBe: 1}}]}}",
                "INTEGER",
                "1",
                "2",
                "NULL"
            )
        );

    [Theory]
    [InlineData("{metric: nullValues, mustBe: 0, unit: furlongs}", "furlongs")]
    [InlineData("{metric: nullValues, mustBe: 0, arguments: {validValues: [a]}}", "validValues")]
    [InlineData("{metric: nullValues, mustBeLessThan: few}", "few")]
    [InlineData("{metric: nullValues, mustBeBetween: [2, 1]}", "smaller")]
    [InlineData("{metric: nullValues, mustBe: null}", "null")]
    [InlineData("{metric: missingValues, arguments: {missingValues: []}, mustBe: 0}", "empty")]
    [InlineData("{metric: invalidValues, mustBe: 0}", "validValues")]
    [InlineData("{metric: duplicateValues, arguments: {properties: [v]}, mustBe: 0}", "properties")]
    [InlineData("{metric: rowCount, unit: percent, mustBe: 0}", "percent")]
    [InlineData("{metric: medianValue, mustBe: 0}", "medianValue")]
    [InlineData("{type: sql, query: 'SELECT 1 FROM ${view}', mustBe: 1}", "${view}")]
    [InlineData("{type: sql, query: SELECT 1}", "mustBe")]
    [InlineData("{type: sql, query: SELECT 1, metric: rowCount, mustBe: 1}", "metric")]
    [InlineData("{type: custom, engine: duckdb, implementation: v > 0, mustBe: 1}", "mustBe")]
    [InlineData("{type: custom, engine: soda, implementation: x}", "soda")]
    public void What_cannot_be_done_is_refused_by_name(string rule, string word)
    {
        var error = Assert.Throws<UsageException>(() =>
            RuleBench.Contract($"properties:\n  - {{name: v, quality: [{rule}]}}")
        );

        Assert.Equal("contracts/refined.t.yml:9", error.Subject);
        Assert.Contains(word, error.What, StringComparison.Ordinal);
    }
}
