using System.Text;
using System.Text.Json.Nodes;
using Penstock.LakeLayers.Tests.Query;
using Penstock.Testing;
using static Penstock.LakeLayers.Tests.Raw.RawSteps;

namespace Penstock.LakeLayers.Tests.Raw;

public class OneDocumentTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("""{"_id":2,"d":{"$date":{"$numberLong":"9223372036854775807"}}}""", "d", "a date is out of range")]
    [InlineData("""{"_id":2,"d":{"$date":{"$numberLong":"-9223372036854775808"}}}""", "d", "a date is out of range")]
    [InlineData("""{"_id":2,"d":{"$date":253402300800000}}""", "d", "a date is out of range")]
    [InlineData("""{"_id":2,"d":{"$date":"yesterday"}}""", "d", "$date holds no date")]
    [InlineData("""{"_id":2,"s":[{"d":{"$date":"2024-02-30"}}]}""", "s[0].d", "$date holds no date")]
    [InlineData("""{"_id":2,"a":"first","a":"second"}""", "a", "the field is there twice")]
    [InlineData("""{"_id":2,"s":{"a":1,"b":{"x":[{"y":1,"y":2}]}}}""", "s.b.x[0].y", "the field is there twice")]
    [InlineData("""{"_id":2,"t":"\ud800"}""", "t", "a string escape is no valid character")]
    [InlineData("""{"_id":2,"a\u0000b":1}""", "a\uFFFDb", "a field's name holds NUL")]
    [InlineData("""{"_id":2,"n":{"$numberLong":"9223372036854775808"}}""", "n", "$numberLong does not hold")]
    [InlineData("""{"_id":2,"b":{"$binary":{"base64":"?","subType":"00"}}}""", "b", "$binary does not hold")]
    [InlineData("""{"_id":2,"__penstock_hash":"x"}""", "__penstock_hash", "the field's name is kept")]
    [InlineData("""{"_id":2,"n":01}""", null, "malformed JSON at byte 15")]
    [InlineData("""{"_id":2,"n":NaN}""", null, "malformed JSON at byte 14")]
    [InlineData("""{"_id":2,"n":{"x":[1""", null, "malformed JSON: the line ends within the document")]
    [InlineData("""{"_id":2} x""", null, "malformed JSON")]
    public async Task What_cannot_be_taken_is_one_row_of_quarantine_with_its_place_and_the_others_load(
        string line,
        string? field,
        string reason
    )
    {
        // A connector records every field; these are in the record below.
        foreach (var isRecorded in field is null or "d" or "a" or "n" or "t" ? new[] { false, true } : [false])
        {
            await using var lake = await TestLake.CreateAsync(postgres);
            var shape = isRecorded
                ? Shape(
                    """
                    "_id":{"types":["int"]},"d":{"types":["date"]},"a":{"types":["string"]},"n":{"types":["long"]},"t":{"types":["string"]}
                    """
                )
                : null;
            await LandAsync(lake, "a", $"{{\"_id\":1}}\n{line}\n{{\"_id\":3}}\n", shape);
            var result = await RunAsync(lake);

            Assert.Equal((3L, 2L, 1L), (result.RowsIn, result.Rows, result.Quarantined));
            Assert.Equal(
                [
                    [1L],
                    [3L],
                ],
                await ReadAsync(lake, "SELECT _id::BIGINT FROM things")
            );
            var refused = Assert.Single(await RefusedAsync(lake));
            Assert.Equal([2L, field, "2"], refused[..3]);
            Assert.StartsWith(reason, (string)refused[3]!);
        }
    }

    [Fact]
    public async Task A_document_that_is_nested_deeper_than_is_taken_is_refused_and_a_hundred_levels_are_kept_exactly()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var lines = new[] { 5, 9, 10, 11, 20, 29, 64, 100, 1000 }.Select(n => $"{{\"_id\":{n},\"v\":{Nested(n - 1)}}}");
        await LandAsync(lake, "a", string.Join('\n', lines));
        Assert.Equal((8L, 1L), (await RunAsync(lake)) is var r ? (r.Rows, r.Quarantined) : default);
        Assert.Equal(
            [9L, null, "1000", "the document is nested 1000 levels deep, more than 900"],
            Assert.Single(await RefusedAsync(lake))
        );

        var types = await TypesAsync(lake);
        Assert.Equal("JSON", types["v"].TrimEnd(')').Split(' ')[^1]);
        foreach (var n in new[] { 5, 9, 10, 11, 20, 29, 64, 100 })
        {
            var text = (string)
                (await ReadAsync(lake, $"SELECT to_json(v)::VARCHAR FROM things WHERE _id = {n}"))[0][0]!;
            Assert.True(JsonNode.DeepEquals(Parse(Nested(n - 1)), Parse(text)), $"{n}: {text}");
        }

        static JsonNode? Parse(string json) =>
            JsonNode.Parse(json, documentOptions: new System.Text.Json.JsonDocumentOptions { MaxDepth = 200 });
        static string Nested(int levels) => levels == 0 ? "1" : $"{{\"v\":{Nested(levels - 1)}}}";
    }

    [Fact]
    public async Task Objects_with_ids_as_keys_are_one_json_column()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var lines = Enumerable
            .Range(0, 250)
            .Select(d =>
                $"{{\"_id\":{d},\"by\":{{{string.Join(',', Enumerable.Range(0, 100).Select(k => $"\"k{(d * 100) + k}\":{k}"))}}}}}"
            );
        await LandAsync(lake, "a", string.Join('\n', lines));
        Assert.Equal(250, (await RunAsync(lake)).Rows);
        Assert.Equal("JSON", (await TypesAsync(lake))["by"]);
        Assert.Equal(
            [
                [250L, "7"],
            ],
            await ReadAsync(lake, "SELECT count(*), max(\"by\" ->> '$.k12307') FROM things")
        );
    }

    [Fact]
    public async Task A_table_takes_no_more_than_a_thousand_columns_and_says_which_document_brings_them()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var lines = Enumerable
            .Range(0, 12)
            .Select(d =>
                $"{{{string.Join(',', Enumerable.Range(0, 100).Select(k => $"\"k{(d * 100) + k:0000}\":{k}"))}}}"
            );
        await LandAsync(lake, "a", string.Join('\n', lines));
        var result = await RunAsync(lake);
        Assert.Equal((10L, 2L), (result.Rows, result.Quarantined));
        Assert.Equal("k1000", (await RefusedAsync(lake))[0][1]);
    }

    [Fact]
    public async Task Fields_that_differ_only_in_case_have_a_column_each()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await LandAsync(lake, "a", "{\"newf\":1}\n{\"newF\":\"x\",\"newf\":2,\"\":true}");
        var first = await RunAsync(lake);
        await LandAsync(lake, "b", "{\"newf\":3}\n{\"newF\":\"y\"}\n{\"NEWF\":1.5}");
        await RunAsync(lake);
        var (other, third) = (first.Renamed["newf"], "NEWF_");
        Assert.StartsWith("newf_", other);
        Assert.Equal("_02cc5d05", first.Renamed[""]);
        third = (await TypesAsync(lake)).Keys.Single(c => c.StartsWith(third, StringComparison.Ordinal));
        Assert.Equal(
            [
                [null, 1L, null, null],
                ["x", 2L, true, null],
                [null, 3L, null, null],
                ["y", null, null, null],
                [null, null, null, 1.5],
            ],
            await ReadAsync(lake, $"SELECT newF, {other}, _02cc5d05, {third} FROM things")
        );
    }

    [Fact]
    public async Task The_first_line_behind_a_byte_order_mark_is_a_row()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await LandAsync(lake, "a", Encoding.UTF8.GetBytes("\uFEFF{\"n\":1}\n{\"n\":2}\n"));
        Assert.Equal((2L, 0L), (await RunAsync(lake)) is var r ? (r.Rows, r.Quarantined) : default);
    }

    [Fact]
    public async Task Text_with_NUL_is_kept()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await LandAsync(lake, "a", """{"t":"a\u0000b","j":{"x\u0001":"\u0000"}}""");
        Assert.Equal(1, (await RunAsync(lake)).Rows);
        Assert.Equal(
            [
                ["610062"],
            ],
            await ReadAsync(lake, "SELECT hex(t) FROM things")
        );
    }
}
