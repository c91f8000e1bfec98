using System.Globalization;
using Penstock.Core.Metadata;
using Penstock.LakeLayers;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Datasets;

namespace Penstock.Bench.Paths.Warehouse;

/// <summary>Presentation tables of the size of UCI Online Retail, made by DuckDB: every run makes the same rows.</summary>
internal static class SyntheticPresentation
{
    public const int Facts = 541_909;

    public const string Schema = """
        schema: warehouse
        tables:
          dim_customer: { kind: dimension, from: presentation.dim_customer, key: customer_id, surrogate: customer_key, unknown: { customer_id: unknown } }
          dim_item:
            kind: dimension
            from: presentation.dim_item
            key: stock_code
            surrogate: item_key
            history: { from: valid_from, to: valid_to }
          dim_date: { kind: dimension, from: presentation.dim_date, key: date, surrogate: date_key }
          dim_country: { kind: dimension, from: presentation.dim_country, key: country, surrogate: country_key }
          fact_transaction:
            kind: fact
            from: presentation.fact_transaction
            key: [invoice_no, line_no]
            references:
              customer_key: { dimension: dim_customer, by: customer_id }
              item_key: { dimension: dim_item, by: stock_code, at: invoice_at }
              date_key: { dimension: dim_date, by: invoice_date }
              country_key: { dimension: dim_country, by: country }
        """;

    private static readonly Dictionary<string, string> Tables = new()
    {
        ["dim_customer"] =
            "SELECT (12345 + i)::VARCHAR AS customer_id, 'Country ' || i % 38 AS country, DATE '2010-12-01' + (i % 370)::INTEGER AS first_order FROM range(4372) r(i)",
        ["dim_item"] = """
            SELECT 'S' || i % 4070 AS stock_code, 'ITEM NUMBER ' || i % 4070 AS description, ((i * 7919 % 5000) / 100.0)::DECIMAL(18,4) AS price,
                TIMESTAMP '2010-12-01' + INTERVAL (120 * (i // 4070)) DAY AS valid_from,
                CASE WHEN i // 4070 < 2 THEN TIMESTAMP '2010-12-01' + INTERVAL (120 * (i // 4070 + 1)) DAY END AS valid_to, i // 4070 = 2 AS is_current
            FROM range(3 * 4070) r(i)
            """,
        ["dim_date"] =
            "SELECT d::DATE AS date, year(d) AS year, month(d) AS month, dayname(d) AS day_name FROM range(TIMESTAMP '2010-12-01', TIMESTAMP '2011-12-10', INTERVAL 1 DAY) r(d)",
        ["dim_country"] = "SELECT 'Country ' || i AS country FROM range(38) r(i)",
        ["fact_transaction"] = string.Create(
            CultureInfo.InvariantCulture,
            $"""
            SELECT (CASE WHEN i % 58 = 0 THEN 'C' ELSE '' END) || (536365 + i // 21) AS invoice_no, (i % 21 + 1)::INTEGER AS line_no,
                'S' || (hash(i) % 4080) AS stock_code, CASE WHEN i % 4 = 0 THEN NULL ELSE (12345 + hash(i // 21) % 4372)::VARCHAR END AS customer_id,
                'Country ' || (hash(i // 21) % 38) AS country, (TIMESTAMP '2010-12-01' + INTERVAL (i * 59) SECOND)::DATE AS invoice_date,
                TIMESTAMP '2010-12-01' + INTERVAL (i * 59) SECOND AS invoice_at, ((hash(i, 1) % 200)::INTEGER - 10) AS quantity,
                ((hash(i, 2) % 10000) / 100.0)::DECIMAL(18,4) AS unit_price, (quantity * unit_price)::DECIMAL(18,4) AS amount, i % 58 = 0 AS is_cancelled
            FROM range({Facts}) r(i)
            """
        ),
    };

    /// <summary>The tables, dimensions first.</summary>
    public static IEnumerable<string> Names => Tables.Keys;

    /// <summary>Writes and publishes all tables.</summary>
    public static async Task PublishAsync(Lake lake, string folder)
    {
        foreach (var (table, query) in Tables)
        {
            await using var job = lake.OpenJob();
            var name = new TableName("presentation", table);
            var written = await job.WriteAsync(name, query);
            await using var transaction = await lake.Metadata.BeginAsync();
            await lake.Tables.PublishAsync(
                transaction,
                Guid.NewGuid(),
                new SnapshotDraft(
                    name,
                    null,
                    table,
                    written.Schema,
                    written.Columns,
                    written.Files,
                    KeepsParentFiles: false
                )
            );
            await transaction.CommitAsync();
        }
    }
}
