using Penstock.LakeLayers.Tests.Query;
using Penstock.Testing;
using static Penstock.LakeLayers.Tests.Raw.RawSteps;

namespace Penstock.LakeLayers.Tests.Raw;

public class ColumnTypeTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("null", "7", "BIGINT")]
    [InlineData("null", "[1]", "BIGINT[]")]
    [InlineData("[]", "[1]", "BIGINT[]")]
    [InlineData("[null]", "[{\"a\":1}]", "STRUCT(a BIGINT)[]")]
    [InlineData("{}", "{\"a\":1}", "STRUCT(a BIGINT)")]
    [InlineData("{}", "7", "JSON")]
    [InlineData("{\"a\":null}", "{\"a\":true}", "STRUCT(a BOOLEAN)")]
    [InlineData("{\"a\":{}}", "{\"a\":{\"b\":\"x\"}}", "STRUCT(a STRUCT(b VARCHAR))")]
    [InlineData("1", "1.5", "DOUBLE")]
    [InlineData("9007199254740993", "1.5", "VARCHAR")]
    [InlineData("9007199254740991", "1.5", "DOUBLE")]
    [InlineData("12345678901234567890", "1", "VARCHAR")]
    [InlineData("0.1234567890123456789", "1.5", "VARCHAR")]
    [InlineData("0.1", "{\"$numberDouble\":\"NaN\"}", "DOUBLE")]
    [InlineData("1e400", "1", "VARCHAR")]
    [InlineData("0.30000000000000004", "1e-7", "DOUBLE")]
    [InlineData("{\"$numberDecimal\":\"1.5\"}", "{\"$numberDecimal\":\"1E+400\"}", "VARCHAR")]
    [InlineData("{\"$numberDecimal\":\"1.5\"}", "{\"$numberDecimal\":\"2\"}", "DECIMAL(38,10)")]
    [InlineData("1", "\"a\"", "VARCHAR")]
    [InlineData("1", "{\"a\":1}", "JSON")]
    [InlineData("{\"a\":1}", "{\"A\":1}", "JSON")]
    [InlineData("{\"a\":1}", "{\"b\":1.5}", "STRUCT(a BIGINT, b DOUBLE)")]
    [InlineData("{\"$oid\":\"5f0000000000000000000001\"}", "5", "VARCHAR")]
    public async Task A_type_is_the_same_whatever_came_first_and_however_it_was_split(string a, string b, string type)
    {
        foreach (var split in new[] { false, true })
        foreach (var (first, second) in new[] { (a, b), (b, a) })
        {
            await using var lake = await TestLake.CreateAsync(postgres);
            await LandAsync(lake, "a", $"{{\"x\":{first}}}" + (split ? "" : $"\n{{\"x\":{second}}}"));
            await RunAsync(lake);
            if (split)
            {
                await LandAsync(lake, "b", $"{{\"x\":{second}}}");
                await RunAsync(lake);
            }
            var found = (await TypesAsync(lake))["x"];
            Assert.True(SameType(type, found), $"{first}, then {second}, split {split}: {found}");
            Assert.Empty(await RefusedAsync(lake));
            Assert.Equal(
                [
                    [2L],
                ],
                await ReadAsync(lake, "SELECT count(*) FROM things")
            );
        }
    }

    [Fact]
    public async Task A_huge_decimal_in_one_field_leaves_the_type_of_another_alone()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await LandAsync(
            lake,
            "a",
            """
            {"d":1.5,"m":{"$numberDecimal":"1.0"},"k":{"$numberDecimal":"2.50"}}
            {"d":{"$numberDouble":"NaN"},"m":{"$numberDecimal":"9.99E+6144"},"k":{"$numberDecimal":"3"}}
            """,
            Shape("\"d\":{\"types\":[\"double\"]},\"m\":{\"types\":[\"decimal\"]},\"k\":{\"types\":[\"decimal\"]}")
        );
        await RunAsync(lake);
        var types = await TypesAsync(lake);
        Assert.Equal(("DOUBLE", "VARCHAR", "DECIMAL(38,10)"), (types["d"], types["m"], types["k"]));
        Assert.Equal(
            [
                [1.5, "1.0", 2.5m],
                [double.NaN, "9.99E+6144", 3m],
            ],
            await ReadAsync(lake, "SELECT d, m, k FROM things")
        );
    }

    [Fact]
    public async Task Digits_of_numbers_are_kept_in_columns_of_text_and_of_json()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await LandAsync(
            lake,
            "a",
            """
            {"t":0.12345678901234567890,"j":{"a":1}}
            {"t":9007199254740993,"j":[0.12345678901234567890,1.10,123456789012345678901]}
            """
        );
        await RunAsync(lake);
        Assert.Equal(
            [
                ["0.12345678901234567890", "{\"a\":1}"],
                ["9007199254740993", "[0.12345678901234567890,1.10,123456789012345678901]"],
            ],
            await ReadAsync(lake, "SELECT t, j::VARCHAR FROM things")
        );
    }

    private static bool SameType(string expected, string found) =>
        expected == found
        || expected.Replace("a BIGINT, b DOUBLE", "b DOUBLE, a BIGINT", StringComparison.Ordinal) == found;
}
