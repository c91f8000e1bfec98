using Penstock.Core.Metadata;
using Penstock.Testing;

namespace Penstock.LakeLayers.Models;

/// <summary>The models and contracts of workflows/customer-is-king, on a few telling rows and on the genuine ones where they are at hand.</summary>
public class CustomerIsKingTests(PostgresFixture postgres)
{
    private static readonly string Workflow = Path.Combine(Repository.Root, "workflows", "customer-is-king");

    // As the raw zone has it: numbers that some documents give as text make a text column; a missing field is NULL.
    private const string Provenance = """
        'mongodb://shop/shop.transactions' AS _source_uri, row_number() OVER () AS _source_position, 'landing/transactions/1' AS _landing_key,
        '00000000-0000-0000-0000-000000000000' AS _run_id, TIMESTAMPTZ '2026-01-01 00:00:00+00' AS _ingested_at, 'h' AS _row_hash
        """;

    private const string Few = $"""
        SELECT printf('%024x', row_number() OVER ()) AS _id, *, {Provenance}
        FROM (VALUES
            ('536365', '85123A', 'WHITE HEART', '6', '12/1/2010 8:26', 2.55::DOUBLE, '17850', 'United Kingdom'),
            ('536365', '85123A', 'WHITE HEART', '6', '2010-12-01 08:26:00', 2.55, '17850.0', 'United Kingdom'),
            ('536366', '85123A', 'WHITE HEART', '2', '2010-12-03 09:00:00', 2.75, '17850', 'France'),
            ('536366', '85123A', 'WHITE HEART', '3', '2010-12-03 09:00:00', 2.55, NULL, 'France'),
            ('536366', '85123A', 'WHITE HEART', '4', '2010-12-03 09:00:00', 2.75, NULL, 'France'),
            ('C536370', '85123A', 'WHITE HEART', '-2', '2010-12-05 10:00:00', 2.75, '17850', 'France'),
            ('536380', '22139', NULL, '56', '2010-11-30 11:52:00', 0.0, NULL, 'United Kingdom'),
            ('536381', '22139', 'TEA SET', '1', '2010-12-04 11:52:00', 4.25, '12345', 'United Kingdom'),
            ('A563186', 'B', 'Adjust bad debt', '1', '2010-12-05 14:51:00', -11062.06, NULL, 'United Kingdom'),
            ('536390', '22139', 'TEA SET', 'many', '2010-12-05 12:00:00', 4.25, NULL, 'United Kingdom'),
            ('536391', '22139', 'TEA SET', '1.5', '31/12/2010', 4.25, NULL, 'United Kingdom'),
            ('536392', '22139', 'TEA SET', '0', '2010-12-05 12:00:00', 4.25, NULL, 'United Kingdom')
        ) t(InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID, Country)
        """;

    [Fact]
    public async Task Each_row_is_typed_or_dropped_as_a_duplicate_or_quarantined_with_its_reason()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        await world.PublishAsync("raw.transactions", Few);

        var result = await world.RunAsync(new RunModelsOptions(Workflow) { Models = ["refined"] });

        var account = result.Models.Single(m => m.Table.Name == "transactions").Account;
        Assert.Equal((12, 7, 4), (account.RowsIn, account.RowsOut, account.Quarantined));
        Assert.Equal(new Dictionary<string, long> { ["exact_duplicate"] = 1 }, account.Dropped);
        Assert.Equal(
            [
                "1|536365|6|2010-12-01 08:26:00|2.5500|17850|False|15.3000",
                "3|536366|2|2010-12-03 09:00:00|2.7500|17850|False|5.5000",
                "4|536366|3|2010-12-03 09:00:00|2.5500||False|7.6500",
                "5|536366|4|2010-12-03 09:00:00|2.7500||False|11.0000",
                "6|C536370|-2|2010-12-05 10:00:00|2.7500|17850|True|-5.5000",
                "7|536380|56|2010-11-30 11:52:00|0.0000||False|0.0000",
                "8|536381|1|2010-12-04 11:52:00|4.2500|12345|False|4.2500",
            ],
            await world.RowsAsync(
                "refined.transactions",
                """
                SELECT _source_position, invoice_no, quantity, invoice_date::VARCHAR, unit_price, customer_id, is_cancellation, line_amount FROM t ORDER BY 1
                """
            )
        );
        Assert.Equal(
            [
                "unit_price must be at least 0|unit_price|-11062.0600|9",
                "quantity is not readable as integer|quantity|many|10",
                "quantity is not readable as integer; invoice_date is not readable as timestamp|quantity|1.5|11",
                "quantity must not be 0|quantity|0|12",
            ],
            await world.RowsAsync(
                "quarantine.refined__transactions",
                "SELECT _reason, _column, _value, _source_position FROM t ORDER BY _source_position"
            )
        );
    }

    [Fact]
    public async Task Dimensions_facts_and_features_follow_from_the_transactions()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        await world.PublishAsync("raw.transactions", Few);

        var result = await world.RunAsync(new RunModelsOptions(Workflow));

        Assert.Empty(result.Warnings);
        Assert.All(result.Models, m => Assert.True(m.Table.Zone == "refined" || m.Account.Quarantined == 0));
        Assert.Equal(
            [
                "22139|TEA SET|4.2500|2010-11-30|",
                "85123A|WHITE HEART|2.5500|2010-12-01|2010-12-03",
                "85123A|WHITE HEART|2.7500|2010-12-03|",
            ],
            await world.RowsAsync(
                "presentation.dim_item",
                "SELECT stock_code, description, unit_price, valid_from::DATE::VARCHAR, valid_to::DATE::VARCHAR FROM t ORDER BY 1, valid_from"
            )
        );
        Assert.Equal(
            ["12345|United Kingdom|1", "17850|France|2"],
            await world.RowsAsync(
                "presentation.dim_customer",
                "SELECT customer_id, country, countries FROM t ORDER BY 1"
            )
        );
        Assert.Equal(
            ["365|2010-01-01|2010-12-31"],
            await world.RowsAsync(
                "presentation.dim_date",
                "SELECT count(*), min(date)::VARCHAR, max(date)::VARCHAR FROM t"
            )
        );
        Assert.Equal(
            ["France|2010-12-03", "United Kingdom|2010-11-30"],
            await world.RowsAsync(
                "presentation.dim_country",
                "SELECT country, first_seen_on::VARCHAR FROM t ORDER BY 1"
            )
        );
        Assert.Equal(
            [
                "1|2010-12-01",
                "3|2010-12-03",
                "4|2010-12-03",
                "5|2010-12-03",
                "6|2010-12-03",
                "7|2010-11-30",
                "8|2010-11-30",
            ],
            await world.RowsAsync(
                "presentation.fact_transaction",
                "SELECT _source_position, item_valid_from::DATE::VARCHAR FROM t ORDER BY 1"
            )
        );
        Assert.Equal(
            ["12345|1|1|4.2500|1|4.2500|4.2500|0|", "17850|2|2|20.8000|4|10.4000|15.3000|1|2.00"],
            await world.RowsAsync(
                "presentation.customer_features",
                """
                SELECT customer_id, recency_days, frequency, monetary_value, tenure_days, average_basket, lifetime_value, cancellations, average_days_between_orders
                FROM t ORDER BY 1
                """
            )
        );
    }

    [Fact]
    public async Task A_moment_can_be_given_for_the_features_and_nothing_else_runs_again()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        await world.PublishAsync("raw.transactions", Few);
        await world.RunAsync(new RunModelsOptions(Workflow));

        var result = await world.RunAsync(
            new RunModelsOptions(Workflow) { Variables = new Dictionary<string, string> { ["as_of"] = "2010-12-02" } }
        );

        Assert.Equal(["customer_features"], result.Models.Where(m => !m.IsSkipped).Select(m => m.Table.Name));
        Assert.Equal(
            ["17850|1|15.3000"],
            await world.RowsAsync(
                "presentation.customer_features",
                "SELECT customer_id, frequency, lifetime_value FROM t"
            )
        );
    }

    [Fact]
    public async Task Every_genuine_row_is_accounted_for()
    {
        var csv = Repository.SharedFile("online-retail-10000.csv");
        if (csv is null)
        {
            TestContext.Current.SendDiagnosticMessage(
                "../shared/data/online-retail-10000.csv is not there: the few rows of the other tests stand in for it."
            );
            return;
        }
        await using var world = await ModelWorld.CreateAsync(postgres);
        var source = $"read_csv({Sql.Literal(csv)}, all_varchar = true)";
        await world.PublishAsync(
            "raw.transactions",
            $"""
            SELECT printf('%024x', row_number() OVER ()) AS _id, * REPLACE (
                Quantity::INTEGER AS Quantity, UnitPrice::DOUBLE AS UnitPrice, rtrim(CustomerID, '.0') || repeat('0', 5 - length(rtrim(CustomerID, '.0'))) AS CustomerID,
                CASE WHEN hash(Description, Quantity) % 2 = 0 THEN InvoiceDate ELSE strftime(InvoiceDate::TIMESTAMP, '%-m/%-d/%Y %-H:%M') END AS InvoiceDate),
                {Provenance}
            FROM {source}
            """,
            Path.GetDirectoryName(csv)
        );

        var result = await world.RunAsync(new RunModelsOptions(Workflow));

        // What a plain query says of the file itself: 10,000 rows, 196 of them exact duplicates.
        var account = result.Models.Single(m => m.Table.ToString() == "refined.transactions").Account;
        Assert.Equal((10_000, 9_804, 0), (account.RowsIn, account.RowsOut, account.Quarantined));
        Assert.Equal(196, account.Dropped["exact_duplicate"]);
        static string Ask(string invoice, string cancelled, string quantity, string amount, string customer) =>
            $"count(*), count(DISTINCT {invoice}), count(*) FILTER ({cancelled}), sum({quantity}), sum({amount}), count(*) FILTER ({customer} IS NULL)";
        await world.PublishAsync(
            "raw.expected",
            $"SELECT {Ask("InvoiceNo", "InvoiceNo LIKE 'C%'", "Quantity::INTEGER", "Quantity::INTEGER * UnitPrice::DECIMAL(18,4)", "CustomerID")} FROM (SELECT DISTINCT * FROM {source})",
            Path.GetDirectoryName(csv)
        );
        var expected = await world.RowsAsync("raw.expected");
        Assert.StartsWith("9804|512|100|", Assert.Single(expected), StringComparison.Ordinal);
        Assert.Equal(
            expected,
            await world.RowsAsync(
                "presentation.fact_transaction",
                $"SELECT {Ask("invoice_no", "is_cancellation", "quantity", "line_amount", "customer_id")} FROM t"
            )
        );
        Assert.Equal(
            ["0"],
            await world.RowsAsync(
                "presentation.fact_transaction",
                "SELECT count(*) FILTER (item_valid_from IS NULL) FROM t"
            )
        );
        Assert.Equal(["323"], await world.RowsAsync("presentation.customer_features", "SELECT count(*) FROM t"));
        Assert.Equal(
            ["2015|2015"],
            await world.RowsAsync(
                "presentation.dim_item",
                "SELECT count(DISTINCT stock_code), count(*) FILTER (is_current) FROM t"
            )
        );
    }
}
