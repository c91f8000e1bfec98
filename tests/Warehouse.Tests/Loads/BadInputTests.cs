using Penstock.Core.Errors;
using Penstock.Testing;

namespace Penstock.Warehouse.Tests.Loads;

public sealed class BadInputTests(PostgresFixture postgres)
{
    private const string Things = """
        schema: w
        tables:
          d: { kind: dimension, from: presentation.d, key: code, surrogate: d_key, history: { from: f, to: t } }
          x: { kind: fact, from: presentation.x, key: id }
        """;

    private const string GoodMembers = "SELECT 'a' AS code, DATE '2020-01-01' AS f, NULL::DATE AS t";

    private const string GoodRows = "SELECT 1 AS id, 'one' AS note";

    [Theory]
    [InlineData(GoodMembers, "SELECT 1 AS id UNION ALL SELECT 1", "Two rows of the snapshot have the same key")]
    [InlineData(GoodMembers, "SELECT NULL::INTEGER AS id", "no value in a key column: w.x, column id")]
    [InlineData(GoodMembers, "SELECT 1 AS id, 'a' || chr(0) AS note", "NUL character: w.x, column note, row 1")]
    [InlineData(
        GoodMembers,
        "SELECT 1 AS id, [1, 2] AS list",
        "column 'list' of type INTEGER[], which has no PostgreSQL type"
    )]
    [InlineData(
        GoodMembers,
        "SELECT 1 AS nr",
        "names in 'key' the column 'id', which presentation.x does not have (it has nr)"
    )]
    [InlineData(
        GoodMembers + " UNION ALL " + GoodMembers,
        GoodRows,
        "Two rows of the snapshot have the same key: presentation.d, code = a"
    )]
    [InlineData(
        "SELECT NULL::VARCHAR AS code, DATE '2020-01-01' AS f, NULL::DATE AS t",
        GoodRows,
        "no value in its key: presentation.d, code = NULL"
    )]
    [InlineData(
        GoodMembers + " UNION ALL SELECT 'a', DATE '2020-02-01', NULL",
        GoodRows,
        "valid at the same time: presentation.d, code = a"
    )]
    public async Task A_snapshot_that_breaks_the_schema_is_named_and_nothing_is_written_at_first_or_later(
        string members,
        string rows,
        string complaint
    )
    {
        await using var warehouse = await TestWarehouse.CreateAsync(postgres);
        async Task RefuseAsync()
        {
            await warehouse.PublishAsync("presentation.d", members);
            await warehouse.PublishAsync("presentation.x", rows);
            var error = await Assert.ThrowsAnyAsync<PenstockException>(() => warehouse.LoadAsync(Things));
            Assert.Contains(complaint, error.Message, StringComparison.Ordinal);
        }

        await RefuseAsync();
        Assert.Equal(0, await warehouse.OneAsync<long>("SELECT count(*) FROM pg_namespace WHERE nspname = 'w'"));

        await warehouse.PublishAsync("presentation.d", GoodMembers);
        await warehouse.PublishAsync(
            "presentation.x",
            rows.Contains("note", StringComparison.Ordinal) ? GoodRows : "SELECT 1 AS id"
        );
        await warehouse.LoadAsync(Things);
        var before = await warehouse.TuplesAsync("w");
        await RefuseAsync();
        Assert.Equal(before, await warehouse.TuplesAsync("w"));
    }

    [Fact]
    public async Task A_table_that_was_never_published_is_named()
    {
        await using var warehouse = await TestWarehouse.CreateAsync(postgres);
        var error = await Assert.ThrowsAsync<PenstockException>(() => warehouse.LoadAsync(Things));
        Assert.Contains("was never published: presentation.d", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_column_or_reference_is_added_and_filled()
    {
        await using var warehouse = await TestWarehouse.CreateAsync(postgres);
        await warehouse.PublishAsync("presentation.d", GoodMembers);
        await warehouse.PublishAsync("presentation.x", "SELECT 1 AS id");
        await warehouse.LoadAsync(Things);
        await warehouse.PublishAsync("presentation.x", "SELECT 1 AS id, 'a' AS code, DATE '2020-05-05' AS day, 7 AS n");

        await warehouse.LoadAsync(
            Things.Replace(
                "key: id }",
                "key: id, references: { d_key: { dimension: d, by: code, at: day } } }",
                StringComparison.Ordinal
            )
        );

        Assert.Equal(["1|1|2020-05-05|7"], await warehouse.RowsAsync("SELECT id, d_key, day, n FROM w.x"));
        Assert.Equal(
            1,
            await warehouse.OneAsync<long>("SELECT count(*) FROM pg_constraint WHERE conname = 'x_d_key_fkey'")
        );
    }

    [Theory]
    [InlineData("SELECT 1 AS id, 2.5::DOUBLE AS note", "its column 'note' is text and should be double precision")]
    [InlineData("SELECT 1 AS id", "its column 'note' is neither in the schema file nor in the snapshot any more")]
    [InlineData("SELECT 'one' AS id, 'x' AS note", "its column 'id' is integer and should be text")]
    public async Task A_change_that_would_lose_something_is_refused_with_a_remedy(string rows, string complaint)
    {
        await using var warehouse = await TestWarehouse.CreateAsync(postgres);
        await warehouse.PublishAsync("presentation.d", GoodMembers);
        await warehouse.PublishAsync("presentation.x", GoodRows);
        await warehouse.LoadAsync(Things);
        await warehouse.PublishAsync("presentation.x", rows);

        var error = await Assert.ThrowsAsync<PenstockException>(() => warehouse.LoadAsync(Things));

        Assert.Contains(complaint, error.Message, StringComparison.Ordinal);
        Assert.Contains("ALTER TABLE \"w\".\"x\"", error.Next!, StringComparison.Ordinal);
    }
}
