namespace Penstock.Warehouse.Tests.Loads;

/// <summary>A small shop: customers, items whose price has a history, sales, and a table of features.</summary>
internal static class Shop
{
    public const string Schema = """
        schema: shop
        description: A small shop
        tables:
          dim_customer:
            kind: dimension
            from: presentation.dim_customer
            key: [customer_id]
            surrogate: customer_key
            description: Who buys
            unknown: { customer_id: unknown, country: unknown }
          dim_item:
            kind: dimension
            from: presentation.dim_item
            key: [code]
            surrogate: item_key
            history: { from: valid_from, to: valid_to }
          fact_sale:
            kind: fact
            from: presentation.fact_sale
            key: [sale_id]
            references:
              customer_key: { dimension: dim_customer, by: [customer_id], keep: true }
              item_key: { dimension: dim_item, by: [code], at: sold_at, description: The version sold }
            indexes: [[customer_key], [item_key]]
          features:
            kind: table
            from: presentation.features
            key: [customer_id]
            references:
              customer_key: { dimension: dim_customer, by: [customer_id] }
            columns:
              spent: { type: "numeric(12,2)", description: Money in all }
        """;

    public const string Customers =
        "SELECT * FROM (VALUES ('c1', 'France'), ('c2', 'Spain'), ('c3', 'EIRE')) t(customer_id, country)";

    public const string Items = """
        SELECT code, price::DECIMAL(10,2) AS price, f::TIMESTAMP AS valid_from, t::TIMESTAMP AS valid_to
        FROM (VALUES ('lamp', 1.5, '2010-01-01', '2011-01-01'), ('lamp', 1.75, '2011-01-01', NULL), ('mug', 4, '2010-06-01', '2010-09-01')) v(code, price, f, t)
        """;

    public const string Sales = """
        SELECT sale_id::BIGINT AS sale_id, code, customer_id, sold_at::TIMESTAMP AS sold_at, n::INTEGER AS quantity
        FROM (VALUES (1, 'lamp', 'c1', '2010-12-31 23:59:59', 2), (2, 'lamp', 'c2', '2011-01-01', 3), (3, 'mug', NULL, '2010-08-31', 1),
              (4, 'mug', 'c9', '2010-09-01', 7), (5, 'lamp', 'c1', '2009-12-31', 1), (6, NULL, 'c3', '2011-05-05', NULL)) v(sale_id, code, customer_id, sold_at, n)
        """;

    public const string Features =
        "SELECT customer_id, n * 1.0::DOUBLE AS spent FROM (VALUES ('c1', 3), ('c2', 4)) v(customer_id, n)";

    public static async Task PublishAsync(TestWarehouse warehouse)
    {
        await warehouse.PublishAsync(
            "presentation.dim_customer",
            Customers,
            new Dictionary<string, string> { ["country"] = "Where it's delivered" }
        );
        await warehouse.PublishAsync("presentation.dim_item", Items);
        await warehouse.PublishAsync("presentation.fact_sale", Sales);
        await warehouse.PublishAsync("presentation.features", Features);
    }
}
