using Penstock.LakeLayers.Query.ColumnLineage;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Tests.Query;

public class SqlLineageTests
{
    private static readonly Dictionary<string, LineageInput> Inputs = new()
    {
        ["raw.sales"] = new(DatasetRef.Lake("raw", "sales"), ["invoice", "item", "quantity", "price", "details"]),
        ["refined.items"] = new(DatasetRef.Lake("refined", "items"), ["item", "name"]),
    };

    [Theory]
    [InlineData("SELECT invoice FROM raw.sales", "invoice", "sales.invoice IDENTITY")]
    [InlineData(
        "SELECT s.quantity * price AS amount FROM raw.sales AS s",
        "amount",
        "sales.price TRANSFORMATION, sales.quantity TRANSFORMATION"
    )]
    [InlineData(
        "SELECT sum(quantity * price) AS total FROM raw.sales",
        "total",
        "sales.price AGGREGATION, sales.quantity AGGREGATION"
    )]
    [InlineData(
        "WITH a AS (SELECT item AS i FROM raw.sales), b AS (SELECT i FROM a) SELECT upper(b.i) AS up FROM b",
        "up",
        "sales.item TRANSFORMATION"
    )]
    [InlineData(
        "SELECT s.*, n.name FROM raw.sales s LEFT JOIN refined.items n ON s.item = n.item",
        "name",
        "items.name IDENTITY"
    )]
    [InlineData("SELECT * REPLACE (price * 2 AS price) FROM raw.sales", "price", "sales.price TRANSFORMATION")]
    [InlineData(
        "SELECT item FROM raw.sales UNION ALL SELECT name FROM refined.items",
        "item",
        "sales.item IDENTITY, items.name IDENTITY"
    )]
    [InlineData(
        "SELECT row_number() OVER (PARTITION BY invoice ORDER BY price) AS n FROM raw.sales",
        "n",
        "sales.invoice AGGREGATION, sales.price AGGREGATION"
    )]
    [InlineData("SELECT details.colour.name AS c FROM raw.sales", "c", "sales.details IDENTITY")]
    [InlineData(
        "SELECT (SELECT max(name) FROM refined.items i WHERE i.item = s.item) AS n FROM raw.sales s",
        "n",
        "items.name AGGREGATION"
    )]
    [InlineData("SELECT price + 1 AS p, p * 2 AS q FROM raw.sales", "q", "sales.price TRANSFORMATION")]
    [InlineData("SELECT x.i FROM (SELECT item AS i FROM raw.sales) x", "i", "sales.item IDENTITY")]
    [InlineData("SELECT 'constant' AS k FROM raw.sales", "k", "")]
    public void Each_output_column_knows_the_input_columns_it_is_computed_from(
        string sql,
        string column,
        string expected
    )
    {
        using var session = DuckDbSession.Open(new DuckDbOptions(Path.GetTempPath()));
        var lineage = SqlLineage.Derive(session, sql, Inputs);

        Assert.Equal(
            expected,
            string.Join(", ", lineage[column].Select(s => $"{s.Dataset.Name.Split('.')[1]}.{s.Column} {s.Subtype}"))
        );
    }

    [Fact]
    public void An_expression_without_alias_takes_the_name_of_the_result()
    {
        using var session = DuckDbSession.Open(new DuckDbOptions(Path.GetTempPath()));
        var lineage = SqlLineage.Derive(
            session,
            "SELECT price + 1, item FROM raw.sales",
            Inputs,
            ["(price + 1)", "item"]
        );

        Assert.Equal("price", Assert.Single(lineage["(price + 1)"]).Column);
    }
}
