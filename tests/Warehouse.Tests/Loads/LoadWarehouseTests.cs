using Penstock.Testing;

namespace Penstock.Warehouse.Tests.Loads;

public sealed class LoadWarehouseTests(PostgresFixture postgres)
{
    private const string Facts =
        "SELECT sale_id, s.customer_id, c.country, i.code, i.price, quantity FROM shop.fact_sale s JOIN shop.dim_customer c USING (customer_key) JOIN shop.dim_item i USING (item_key) ORDER BY 1";

    private static readonly string[] ExpectedFacts =
    [
        "1|c1|France|lamp|1.50|2",
        "2|c2|Spain|lamp|1.75|3",
        "3||unknown|mug|4.00|1",
        "4|c9|unknown|||7",
        "5|c1|France|||1",
        "6|c3|EIRE|||",
    ];

    [Fact]
    public async Task Facts_find_their_members_the_version_of_their_day_or_the_unknown_member()
    {
        await using var warehouse = await TestWarehouse.CreateAsync(postgres);
        await Shop.PublishAsync(warehouse);

        var result = await warehouse.LoadAsync(Shop.Schema);

        Assert.Equal(ExpectedFacts, await warehouse.RowsAsync(Facts));
        Assert.Equal(
            [("dim_customer", 3L), ("dim_item", 3L), ("fact_sale", 6L), ("features", 2L)],
            result.Tables.Select(t => (t.Table, t.Inserted))
        );
        Assert.Equal(
            ["-1|unknown|unknown", "1|c1|France", "2|c2|Spain", "3|c3|EIRE"],
            await warehouse.RowsAsync("SELECT * FROM shop.dim_customer ORDER BY 1")
        );
        Assert.Equal(["c1|1|3.00", "c2|2|4.00"], await warehouse.RowsAsync("SELECT * FROM shop.features ORDER BY 1"));
    }

    [Fact]
    public async Task Keys_references_indexes_and_comments_are_declared()
    {
        await using var warehouse = await TestWarehouse.CreateAsync(postgres);
        await Shop.PublishAsync(warehouse);
        await warehouse.LoadAsync(Shop.Schema);

        Assert.Equal(
            [
                "dim_customer|dim_customer_natural_key|UNIQUE (customer_id)",
                "dim_customer|dim_customer_pkey|PRIMARY KEY (customer_key)",
                "dim_item|dim_item_natural_key|UNIQUE (code, valid_from)",
                "dim_item|dim_item_pkey|PRIMARY KEY (item_key)",
                "fact_sale|fact_sale_customer_key_fkey|FOREIGN KEY (customer_key) REFERENCES shop.dim_customer(customer_key)",
                "fact_sale|fact_sale_item_key_fkey|FOREIGN KEY (item_key) REFERENCES shop.dim_item(item_key)",
                "fact_sale|fact_sale_pkey|PRIMARY KEY (sale_id)",
                "features|features_customer_key_fkey|FOREIGN KEY (customer_key) REFERENCES shop.dim_customer(customer_key)",
                "features|features_pkey|PRIMARY KEY (customer_id)",
            ],
            await warehouse.RowsAsync(
                """
                SELECT relname AS t, conname AS n, pg_get_constraintdef(k.oid) AS d FROM pg_constraint k JOIN pg_class c ON c.oid = conrelid
                WHERE connamespace = 'shop'::regnamespace AND conrelid <> 'shop._penstock_load'::regclass ORDER BY 1, 2
                """
            )
        );
        Assert.Equal(
            ["fact_sale_customer_key_idx", "fact_sale_item_key_idx"],
            await warehouse.RowsAsync(
                "SELECT indexname FROM pg_indexes WHERE schemaname = 'shop' AND indexname LIKE '%idx' ORDER BY 1"
            )
        );
        Assert.Equal("A small shop", await warehouse.OneAsync<string>("SELECT obj_description('shop'::regnamespace)"));
        Assert.Equal(
            "Who buys",
            await warehouse.OneAsync<string>("SELECT obj_description('shop.dim_customer'::regclass)")
        );
        Assert.Equal(
            "Where it's delivered",
            await warehouse.OneAsync<string>("SELECT col_description('shop.dim_customer'::regclass, 3)")
        );
        Assert.Equal(
            "The version sold",
            await warehouse.OneAsync<string>("SELECT col_description('shop.fact_sale'::regclass, 3)")
        );
        Assert.Equal(
            "numeric(12,2)",
            await warehouse.OneAsync<string>(
                "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'shop.features'::regclass AND attname = 'spent'"
            )
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_second_load_of_the_same_snapshots_writes_no_tuple(bool apart)
    {
        await using var warehouse = await TestWarehouse.CreateAsync(postgres, apart);
        await Shop.PublishAsync(warehouse);
        await warehouse.LoadAsync(Shop.Schema);
        var before = await warehouse.TuplesAsync("shop");

        var second = await warehouse.LoadAsync(Shop.Schema);

        Assert.All(second.Tables, t => Assert.True(t.IsSkipped));
        Assert.Equal((0, false), (second.Bytes, second.HasChanged));
        Assert.Equal(before, await warehouse.TuplesAsync("shop"));
    }

    [Fact]
    public async Task A_forced_load_of_equal_rows_touches_nothing_but_the_markers()
    {
        await using var warehouse = await TestWarehouse.CreateAsync(postgres);
        await Shop.PublishAsync(warehouse);
        await warehouse.LoadAsync(Shop.Schema);
        static string WithoutMarkers(string tuples) =>
            string.Join('\n', tuples.Split('\n').Where(t => !t.StartsWith("_penstock_load", StringComparison.Ordinal)));
        var before = WithoutMarkers(await warehouse.TuplesAsync("shop"));
        await Shop.PublishAsync(warehouse);

        var again = await warehouse.LoadAsync(Shop.Schema, force: true);

        Assert.All(
            again.Tables,
            t => Assert.Equal((false, 0L, 0L, 0L), (t.IsSkipped, t.Inserted, t.Updated, t.Deleted))
        );
        Assert.Equal(before, WithoutMarkers(await warehouse.TuplesAsync("shop")));
    }

    [Fact]
    public async Task A_changed_snapshot_updates_only_changed_rows_and_keys_stay()
    {
        await using var warehouse = await TestWarehouse.CreateAsync(postgres);
        await Shop.PublishAsync(warehouse);
        await warehouse.LoadAsync(Shop.Schema);

        // c2 moves, c3 leaves, a1 comes (first in order of key), sale 3 gets a customer, sale 2 leaves, sale 7 comes.
        await warehouse.PublishAsync(
            "presentation.dim_customer",
            "SELECT * FROM (VALUES ('a1', 'Italy'), ('c1', 'France'), ('c2', 'Malta')) t(customer_id, country)"
        );
        await warehouse.PublishAsync(
            "presentation.fact_sale",
            $"""
            SELECT sale_id, code, CASE WHEN sale_id = 3 THEN 'a1' ELSE customer_id END AS customer_id, sold_at, quantity FROM ({Shop.Sales}) WHERE sale_id <> 2
            UNION ALL SELECT 7, 'mug', 'c2', TIMESTAMP '2010-07-01', 9
            """
        );
        var result = await warehouse.LoadAsync(Shop.Schema);

        Assert.Equal(
            [
                ("dim_customer", 1L, 1L, 0L, false),
                ("dim_item", 0L, 0L, 0L, true),
                ("fact_sale", 1L, 2L, 1L, false),
                ("features", 0L, 0L, 0L, false),
            ],
            result.Tables.Select(t => (t.Table, t.Inserted, t.Updated, t.Deleted, t.IsSkipped))
        );
        Assert.Equal(
            ["-1|unknown|unknown", "1|c1|France", "2|c2|Malta", "3|c3|EIRE", "4|a1|Italy"],
            await warehouse.RowsAsync("SELECT * FROM shop.dim_customer ORDER BY 1")
        );
        Assert.Equal(
            ["1|1", "3|4", "4|-1", "5|1", "6|-1", "7|2"],
            await warehouse.RowsAsync("SELECT sale_id, customer_key FROM shop.fact_sale ORDER BY 1")
        );
    }

    [Fact]
    public async Task A_rewritten_history_replaces_its_versions_and_facts_follow()
    {
        await using var warehouse = await TestWarehouse.CreateAsync(postgres);
        await Shop.PublishAsync(warehouse);
        await warehouse.LoadAsync(Shop.Schema);
        await warehouse.PublishAsync(
            "presentation.dim_item",
            """
            SELECT code, price::DECIMAL(10,2) AS price, f::TIMESTAMP AS valid_from, t::TIMESTAMP AS valid_to
            FROM (VALUES ('lamp', 1.5, '2010-01-01', '2010-12-31'), ('lamp', 1.6, '2010-12-31', NULL)) v(code, price, f, t)
            """
        );

        var result = await warehouse.LoadAsync(Shop.Schema);

        // lamp's second version began on another day: a new version with a new key; mug left as a whole and is kept.
        Assert.Equal(
            ["1|lamp|1.50", "3|mug|4.00", "4|lamp|1.60"],
            await warehouse.RowsAsync("SELECT item_key, code, price FROM shop.dim_item WHERE item_key > 0 ORDER BY 1")
        );
        Assert.Equal(1, result.Tables.Single(t => t.Table == "dim_item").Deleted);
        Assert.Equal(
            ["1|4", "2|4", "3|-1"],
            await warehouse.RowsAsync("SELECT sale_id, item_key FROM shop.fact_sale WHERE sale_id < 4 ORDER BY 1")
        );

        // A key that was given once is not given to another version.
        await warehouse.PublishAsync("presentation.dim_item", Shop.Items);
        await warehouse.LoadAsync(Shop.Schema);
        Assert.Equal(
            ["1", "3", "5"],
            await warehouse.RowsAsync("SELECT item_key FROM shop.dim_item WHERE item_key > 0 ORDER BY 1")
        );
    }

    [Fact]
    public async Task Hostile_names_and_values_are_only_names_and_values()
    {
        await using var warehouse = await TestWarehouse.CreateAsync(postgres);
        const string Yaml = """
            schema: "it's \"quoted\" one"
            tables:
              "dim; DROP TABLE x":
                kind: dimension
                from: presentation.d
                key: ["select"]
                surrogate: "s\"k"
                description: "it's; DROP TABLE y --"
                unknown: { select: "'); DROP SCHEMA public; --" }
              "ünïcode 表":
                kind: fact
                from: presentation.f
                key: ["no. \"1\" x"]
                references:
                  "ref'key": { dimension: "dim; DROP TABLE x", by: ["va'lue"] }
            """;
        async Task Publish(string extra)
        {
            await warehouse.PublishAsync(
                "presentation.d",
                $"""SELECT * FROM (VALUES ('a,"b''c' || chr(10) || '\N'), (''), ('\x41'), (' é表 '){extra}) t("select")"""
            );
            await warehouse.PublishAsync(
                "presentation.f",
                """SELECT * FROM (VALUES (1, 'a,"b''c' || chr(10) || '\N'), (2, ''), (3, '\x41'), (4, ' é表 ')) t("no. ""1"" x", "va'lue")"""
            );
        }
        await Publish("");
        await warehouse.LoadAsync(Yaml);
        await Publish(", ('!first')");
        var second = await warehouse.LoadAsync(Yaml);

        Assert.Equal([1L, 0L], second.Tables.Select(t => t.Inserted));
        Assert.Equal(0, second.Tables.Sum(t => t.Updated));
        Assert.Equal(
            ["1|true", "2|true", "3|true", "4|true"],
            await warehouse.RowsAsync(
                """
                SELECT f."no. ""1"" x" AS a, d."s""k" > 0 AS b
                FROM "it's ""quoted"" one"."ünïcode 表" f JOIN "it's ""quoted"" one"."dim; DROP TABLE x" d ON f."ref'key" = d."s""k" ORDER BY 1
                """
            )
        );
        Assert.Equal(
            "'); DROP SCHEMA public; --",
            await warehouse.OneAsync<string>(
                """SELECT "select" FROM "it's ""quoted"" one"."dim; DROP TABLE x" WHERE "s""k" = -1"""
            )
        );
    }

    [Fact]
    public async Task Every_row_is_accounted_for_and_lineage_names_the_tables()
    {
        await using var warehouse = await TestWarehouse.CreateAsync(postgres);
        await Shop.PublishAsync(warehouse);
        await warehouse.LoadAsync(Shop.Schema);

        Assert.Equal(
            ["dim_customer|3|3", "dim_item|3|3", "fact_sale|6|6", "features|2|2"],
            await warehouse.RowsAsync(
                "SELECT name, rows_in, rows_out FROM lake.row_account WHERE zone = 'shop' ORDER BY 1"
            )
        );
        Assert.Equal(
            8,
            await warehouse.OneAsync<long>(
                "SELECT count(*) FROM lineage.dataset_use WHERE direction = 'output' AND name LIKE '%.shop.%' OR direction = 'input' AND name LIKE 'presentation.%'"
            )
        );
        Assert.Equal(
            ["START", "COMPLETE"],
            await warehouse.RowsAsync("SELECT event_type FROM lineage.event ORDER BY id")
        );
    }
}
