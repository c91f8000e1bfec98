using System.Security.Cryptography;
using System.Text;
using Penstock.Core.Errors;
using Penstock.LakeLayers.Zones;
using Penstock.Testing;
using Penstock.Warehouse.Tests.Loads;
using Penstock.Warehouse.Tracing;

namespace Penstock.Warehouse.Tests.Tracing;

/// <summary>A row of the warehouse is found again in the lake by its key, of whatever type that is.</summary>
public sealed class RowTracerTests(PostgresFixture postgres)
{
    private const string Line = """{"n": 1}""";

    [Theory]
    [InlineData("7::SMALLINT", "7")]
    [InlineData("7::BIGINT", "7")]
    [InlineData("12345678901234567890.5::DECIMAL(21,1)", "12345678901234567890.5")]
    [InlineData("0.1::FLOAT", "0.1")]
    [InlineData("0.1::DOUBLE", "0.1")]
    [InlineData("'NaN'::DOUBLE", "NaN")]
    [InlineData("TRUE", "true")]
    [InlineData("TIME '01:02:03.000004'", "01:02:03.000004")]
    [InlineData("DATE '2024-02-29'", "2024-02-29")]
    [InlineData("TIMESTAMP '2024-02-29 01:02:03.000004'", "2024-02-29 01:02:03.000004")]
    [InlineData("TIMESTAMPTZ '2024-02-29 01:02:03.000004+02'", "2024-02-28 23:02:03.000004+00")]
    [InlineData("'a''b'", "a'b")]
    [InlineData("'00000000-0000-0000-0000-00000000002a'::UUID", "00000000-0000-0000-0000-00000000002A")]
    [InlineData(@"'\xDE\xAD'::BLOB", @"\xdead")]
    public async Task A_fact_is_traced_by_a_key_of_any_type(string value, string text)
    {
        await using var warehouse = await TestWarehouse.CreateAsync(postgres);
        await PublishAsync(warehouse, "fact_f", $"SELECT {value} AS k, 2 AS other, 9.5::DOUBLE AS amount");
        // Fractions and bytes are no keys: they are compared where a table has none.
        var isKey = !((string[])["FLOAT", "DOUBLE", "BLOB"]).Any(t => value.EndsWith(t, StringComparison.Ordinal));
        var key = isKey ? "k, other" : "other";
        await warehouse.LoadAsync(
            $$"""
            schema: shop
            tables:
              fact_f: { kind: fact, from: presentation.fact_f, key: [{{key}}] }
            """
        );
        if (!isKey)
            await warehouse.ExecuteAsync("ALTER TABLE shop.fact_f DROP CONSTRAINT fact_f_pkey");

        var traces = await new RowTracer(warehouse.Lake, warehouse.Database).TraceAsync(
            "shop.fact_f",
            new Dictionary<string, string> { ["k"] = text }
        );

        Assert.Equal(Line, Assert.Single(traces).Source);
    }

    [Fact]
    public async Task A_member_of_a_dimension_is_traced_by_its_natural_key_whatever_its_other_columns_became()
    {
        await using var warehouse = await TestWarehouse.CreateAsync(postgres);
        await PublishAsync(warehouse, "dim_d", "SELECT 'c1' AS code, 'France' AS country");
        await warehouse.LoadAsync(
            """
            schema: shop
            tables:
              dim_d: { kind: dimension, from: presentation.dim_d, key: [code], surrogate: d_key }
            """
        );
        await warehouse.ExecuteAsync("UPDATE shop.dim_d SET country = 'Spain' WHERE code = 'c1'");

        var traces = await new RowTracer(warehouse.Lake, warehouse.Database).TraceAsync(
            "shop.dim_d",
            new Dictionary<string, string> { ["country"] = "Spain" }
        );

        Assert.Equal(Line, Assert.Single(traces).Source);
    }

    [Theory]
    [InlineData("shop.fact_f")]
    [InlineData("presentation.fact_f")]
    public async Task A_value_that_is_none_of_its_column_is_a_mistake_of_the_caller(string table)
    {
        await using var warehouse = await TestWarehouse.CreateAsync(postgres);
        await PublishAsync(warehouse, "fact_f", "SELECT 1::SMALLINT AS k");
        await warehouse.LoadAsync(
            """
            schema: shop
            tables:
              fact_f: { kind: fact, from: presentation.fact_f, key: [k] }
            """
        );
        foreach (var value in (string[])["seven", "70000"])
        {
            var error = await Assert.ThrowsAsync<UsageException>(() =>
                new RowTracer(warehouse.Lake, warehouse.Database).TraceAsync(
                    table,
                    new Dictionary<string, string> { ["k"] = value }
                )
            );
            Assert.Contains($"k={value}", error.Message, StringComparison.Ordinal);
        }
    }

    private static async Task PublishAsync(TestWarehouse warehouse, string table, string query)
    {
        var bytes = Encoding.UTF8.GetBytes(Line + "\n");
        await using var staged = warehouse.Lake.Objects.Stage();
        await staged.Content.WriteAsync(bytes);
        await staged.CloseAsync();
        var (landed, _) = await warehouse.Lake.Landing.LandAsync(
            staged,
            new LandingDraft(
                "f",
                "test://f",
                "f.ndjson",
                bytes.Length,
                Convert.ToHexStringLower(SHA256.HashData(bytes)),
                "application/x-ndjson",
                Guid.NewGuid()
            )
        );
        await warehouse.PublishAsync(
            $"presentation.{table}",
            $"SELECT *, '{landed.Key}' AS _landing_key, 1::BIGINT AS _source_position FROM ({query})"
        );
    }
}
