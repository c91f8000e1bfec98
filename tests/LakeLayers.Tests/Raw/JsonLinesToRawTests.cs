using System.IO.Compression;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Penstock.Core.Errors;
using Penstock.Core.Steps;
using Penstock.LakeLayers.Maintenance;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Raw;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Tests.Query;
using Penstock.LakeLayers.Zones;
using Penstock.Testing;
using static Penstock.LakeLayers.Tests.Raw.RawSteps;

namespace Penstock.LakeLayers.Tests.Raw;

public class JsonLinesToRawTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Lines_become_rows_in_order_with_their_provenance_and_a_second_run_commits_nothing()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var key = await LandAsync(lake, "a", "{\"n\":1,\"t\":\"x\"}\n\n  {\"n\":2,\"t\":\"ü\"}\r\n{\"n\":3}");
        var first = await RunAsync(lake);
        var second = await RunAsync(lake);

        Assert.Equal((1, 3L, 3L, 0L), (first.Objects, first.RowsIn, first.Rows, first.Quarantined));
        Assert.False(second.Changed);
        Assert.Equal(first.SnapshotId, (await lake.Lake.Tables.FindCurrentAsync(Table))!.Id);
        var rows = await ReadAsync(
            lake,
            "SELECT n, t, _source_position, _source_uri, _landing_key, _row_hash FROM things"
        );
        Assert.Equal(
            [
                [1L, "x", 1L, "test://a", key],
                [2L, "ü", 3L, "test://a", key],
                [3L, null, 4L, "test://a", key],
            ],
            rows.Select(r => r[..5])
        );
        Assert.Equal(XxHash64.HashToUInt64("{\"n\":3}"u8).ToString("x16"), rows[2][5]);
    }

    [Fact]
    public void The_row_hash_is_what_xxhsum_prints()
    {
        Assert.Equal(0xef46db3751d8e999UL, XxHash64.HashToUInt64(""u8));
        Assert.Equal(0x44bc2cf5ad770999UL, XxHash64.HashToUInt64("abc"u8));
        Assert.Equal(0xfbcea83c8a378bf1UL, XxHash64.HashToUInt64("Nobody inspects the spammish repetition"u8));
    }

    [Fact]
    public async Task Extended_json_keeps_its_types_with_the_shape_of_the_connector_and_without()
    {
        const string Document = """
            {"_id":{"$oid":"5f0000000000000000000001"},"at":{"$date":"2010-12-01T08:26:00.5Z"},"old":{"$date":{"$numberLong":"-62135596800000"}},"price":{"$numberDecimal":"12.50"},"big":{"$numberLong":"9007199254740993"},"raw":{"$binary":{"base64":"AAE=","subType":"00"}},"address":{"city":"Köln","at":{"$date":"2020-01-01T00:00:00Z"}},"tags":["a","b"],"ids":[{"$oid":"5f0000000000000000000002"}],"rx":{"$regularExpression":{"pattern":"a","options":""}}}
            """;
        var shape = JsonNode
            .Parse(
                """
                {"fields":{"_id":{"types":["objectId"]},"at":{"types":["date"]},"old":{"types":["date"]},"price":{"types":["decimal"]},"big":{"types":["long"]},"raw":{"types":["binData"]},
                "address":{"types":["object"],"fields":{"city":{"types":["string"]},"at":{"types":["date"]}}},"tags":{"types":["array"],"items":{"types":["string"]}},
                "ids":{"types":["array"],"items":{"types":["objectId"]}},"rx":{"types":["regex"]}},"documents":1}
                """
            )!
            .AsObject();
        foreach (var properties in new[] { shape, null })
        {
            await using var lake = await TestLake.CreateAsync(postgres);
            await LandAsync(lake, "a", Document.Trim(), properties);
            await RunAsync(lake);
            var types = (await lake.Lake.Tables.FindCurrentAsync(Table))!.Schema.ToDictionary(c => c.Name, c => c.Type);
            Assert.Equal("VARCHAR", types["_id"]);
            Assert.Equal("TIMESTAMP WITH TIME ZONE", types["at"]);
            Assert.Equal("DECIMAL(38,10)", types["price"]);
            Assert.Equal("BIGINT", types["big"]);
            Assert.Equal("BLOB", types["raw"]);
            Assert.StartsWith("STRUCT(", types["address"]);
            Assert.Contains("\"at\" TIMESTAMP WITH TIME ZONE", types["address"]);
            Assert.Equal("VARCHAR[]", types["ids"]);
            Assert.Equal("JSON", types["rx"]);
            var row = (
                await ReadAsync(
                    lake,
                    "SELECT _id, \"at\", price, big, raw, address.city, year(address.at), tags, ids[1], rx ->> '$.\"$regularExpression\".pattern', year(old) FROM things"
                )
            )[0];
            Assert.Equal(
                [
                    "5f0000000000000000000001",
                    new DateTimeOffset(2010, 12, 1, 8, 26, 0, 500, TimeSpan.Zero),
                    12.5m,
                    9007199254740993L,
                    new byte[] { 0, 1 },
                    "Köln",
                    2020L,
                    new List<object?> { "a", "b" },
                    "5f0000000000000000000002",
                    "a",
                    1L,
                ],
                row
            );
        }
    }

    [Fact]
    public async Task Malformed_lines_go_to_quarantine_and_the_rest_goes_on()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var bytes = Encoding.UTF8.GetBytes(
            "{\"n\":1}\n{\"n\":2, broken\n[1,2]\n{\"n\":4}{\"n\":5}\n{\"n\":6}\n{\"n\":7,\"t\":\"XX\"}\n{\"n\":8}\n"
        );
        bytes[Array.IndexOf(bytes, (byte)'X')] = 0xFF;
        await LandAsync(lake, "a", bytes);
        var result = await RunAsync(lake);

        Assert.Equal((7L, 3L, 4L), (result.RowsIn, result.Rows, result.Quarantined));
        Assert.Equal(
            [
                [1L, 1L],
                [6L, 5L],
                [8L, 7L],
            ],
            await ReadAsync(lake, "SELECT n::BIGINT, _source_position FROM things")
        );
        var refused = await ReadAsync(
            lake,
            "SELECT _source_position, _reason, _text FROM q ORDER BY 1",
            ("q", Table.Quarantine)
        );
        Assert.Equal([2L, 3L, 4L, 6L], refused.Select(r => r[0]));
        Assert.StartsWith("malformed JSON", (string)refused[0][1]!);
        Assert.Equal("{\"n\":2, broken", refused[0][2]);
        Assert.Equal(["not a JSON object", "[1,2]"], refused[1][1..]);
        Assert.Equal("invalid UTF-8", refused[3][1]);
    }

    [Fact]
    public async Task Whole_numbers_of_both_signs_are_whole_numbers_also_where_no_connector_told_the_shape()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await LandAsync(lake, "a", "{\"n\":1,\"l\":[1,-1],\"d\":1}\n{\"n\":-2,\"l\":[],\"d\":-0.5}\n");
        await RunAsync(lake);

        Assert.Equal(
            [
                ["BIGINT", "BIGINT[]", "DOUBLE"],
            ],
            await ReadAsync(lake, "SELECT typeof(n), typeof(l), typeof(d) FROM things LIMIT 1")
        );
        Assert.Equal(
            [
                [1L, 0L],
                [-2L, null],
            ],
            await ReadAsync(lake, "SELECT n, list_sum(l)::BIGINT FROM things")
        );
    }

    [Fact]
    public async Task A_whole_number_beyond_64_bits_with_a_sign_is_kept_digit_by_digit()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await LandAsync(
            lake,
            "a",
            """
            {"n":-1,"s":{"l":[{"id":1,"k":"a"},{"id":2}]},"m":7}
            {"n":18446744073709551615,"s":{"l":[{"id":-1},{"k":"b","id":18446744073709551614}]},"m":-7}

            """
        );

        Assert.Equal(2, (await RunAsync(lake)).Rows);

        Assert.Equal(
            [
                ["-1", "2", 7L],
                ["18446744073709551615", "18446744073709551614", -7L],
            ],
            await ReadAsync(lake, "SELECT n, s.l[2].id, m FROM things")
        );
        Assert.Equal(
            [
                ["VARCHAR", "STRUCT(id VARCHAR, k VARCHAR)[]", "BIGINT"],
            ],
            await ReadAsync(lake, "SELECT typeof(n), typeof(s.l), typeof(m) FROM things LIMIT 1")
        );
    }

    [Fact]
    public async Task A_column_widens_and_old_rows_read_as_the_new_type()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await LandAsync(
            lake,
            "a",
            "{\"n\":1,\"s\":{\"x\":1}}",
            Shape("\"n\":{\"types\":[\"int\"]},\"s\":{\"types\":[\"object\"],\"fields\":{\"x\":{\"types\":[\"int\"]}}}")
        );
        await RunAsync(lake);
        await LandAsync(lake, "b", "{\"n\":6000000000,\"s\":{\"x\":5000000000,\"y\":true},\"new\":\"z\"}");
        var second = await RunAsync(lake);

        Assert.False(second.IsRebuilt);
        Assert.Equal(
            [
                [1L, 1L, null, null],
                [6000000000L, 5000000000L, true, "z"],
            ],
            await ReadAsync(lake, "SELECT n, s.x, s.y, \"new\" FROM things")
        );
    }

    [Fact]
    public async Task A_column_widens_beyond_what_other_engines_read_old_files_as_by_making_the_table_anew()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await LandAsync(
            lake,
            "a",
            "{\"n\":1,\"c\":17850}",
            Shape("\"n\":{\"types\":[\"int\"]},\"c\":{\"types\":[\"int\"]}")
        );
        await RunAsync(lake);
        await LandAsync(lake, "b", "{\"n\":2.5,\"c\":\"17850\"}");
        var second = await RunAsync(lake);

        Assert.True(second.IsRebuilt);
        Assert.Equal(
            [
                [1.0, "17850"],
                [2.5, "17850"],
            ],
            await ReadAsync(lake, "SELECT n, c FROM things ORDER BY n")
        );
    }

    [Fact]
    public async Task A_column_of_another_kind_makes_the_table_anew_from_landing()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await LandAsync(lake, "a", "{\"v\":{\"x\":1}}\nbad");
        await RunAsync(lake);
        await LandAsync(lake, "b", "{\"v\":\"text\"}");
        var second = await RunAsync(lake);

        Assert.True(second.IsRebuilt);
        Assert.Equal((2, 3L, 2L, 1L), (second.Objects, second.RowsIn, second.Rows, second.Quarantined));
        Assert.Equal(
            [
                ["{\"x\":1}"],
                ["\"text\""],
            ],
            await ReadAsync(lake, "SELECT v::VARCHAR FROM things ORDER BY _source_uri")
        );
        Assert.Single(await ReadAsync(lake, "FROM q", ("q", Table.Quarantine)));
    }

    [Fact]
    public async Task Documents_that_belie_their_recorded_shape_are_still_all_there()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await LandAsync(
            lake,
            "a",
            "{\"n\":1}\n{\"n\":{\"$numberLong\":\"5\"}}\n{\"n\":\"six\"}\n",
            Shape("\"n\":{\"types\":[\"int\"]}")
        );
        Assert.Equal(3, (await RunAsync(lake)).Rows);
        Assert.Equal(
            [
                ["1"],
                ["5"],
                ["six"],
            ],
            await ReadAsync(lake, "SELECT n::VARCHAR FROM things")
        );
    }

    [Fact]
    public async Task A_decimal_beyond_the_column_turns_it_to_text_without_losing_a_digit()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await LandAsync(
            lake,
            "a",
            "{\"d\":{\"$numberDecimal\":\"1.5\"}}\n{\"d\":{\"$numberDecimal\":\"0.12345678901234567890\"}}\n{\"d\":{\"$numberDecimal\":\"NaN\"}}"
        );
        await RunAsync(lake);
        Assert.Equal(
            [
                ["1.5"],
                ["0.12345678901234567890"],
                ["NaN"],
            ],
            await ReadAsync(lake, "SELECT d FROM things")
        );
    }

    [Fact]
    public async Task Many_chunks_and_objects_keep_every_row_once_and_in_order()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await LandAsync(lake, "a", string.Join('\n', Enumerable.Range(1, 3000).Select(i => $"{{\"i\":{i}}}")));
        await LandAsync(lake, "b", string.Join('\n', Enumerable.Range(3001, 3000).Select(i => $"{{\"i\":{i}}}")));
        var result = await RunAsync(lake, chunkBytes: 50_000);

        Assert.Equal((2, 6000L), (result.Objects, result.Rows));
        Assert.True((await lake.Lake.Tables.FindCurrentAsync(Table))!.Files.Count > 4);
        Assert.Equal(
            Enumerable.Range(1, 6000).Select(i => (long)i),
            (await ReadAsync(lake, "SELECT i::BIGINT FROM things")).Select(r => (long)r[0]!)
        );
    }

    [Fact]
    public async Task An_empty_object_is_ingested_once()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await LandAsync(lake, "a", "\n\n");
        Assert.True((await RunAsync(lake)).Changed);
        Assert.False((await RunAsync(lake)).Changed);
    }

    [Fact]
    public async Task A_document_of_sixteen_megabytes_passes()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await LandAsync(lake, "a", $"{{\"t\":\"{new string('x', 17 << 20)}\"}}\n{{\"t\":\"small\"}}");
        await RunAsync(lake);
        Assert.Equal(
            [
                [17L << 20],
                [5L],
            ],
            await ReadAsync(lake, "SELECT len(t) FROM things")
        );
    }

    [Fact]
    public async Task Fields_named_like_provenance_get_a_column_of_their_own()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await LandAsync(lake, "a", "{\"_run_id\":\"theirs\",\"it's \\\"quoted\\\"\":1}");
        await RunAsync(lake);
        Assert.Equal(
            [
                ["theirs", 1L],
            ],
            await ReadAsync(lake, "SELECT _run_id_, \"it's \"\"quoted\"\"\"::BIGINT FROM things")
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Truncated_gzip_is_an_error_that_names_the_object(bool whole)
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        using var buffer = new MemoryStream();
        await using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest, leaveOpen: true))
            await gzip.WriteAsync(
                Encoding.UTF8.GetBytes(
                    string.Join(
                        '\n',
                        Enumerable.Range(1, 9000).Select(i => $"{{\"i\":{i},\"h\":\"{Guid.NewGuid()}\"}}")
                    )
                )
            );
        var bytes = buffer.ToArray();
        await LandAsync(lake, "a", whole ? bytes : bytes[..(bytes.Length / 2)], mediaType: "application/x-ndjson+gzip");
        if (whole)
        {
            Assert.Equal(9000, (await RunAsync(lake)).Rows);
            return;
        }
        var error = await Assert.ThrowsAnyAsync<PenstockException>(() => RunAsync(lake));
        Assert.Contains("landing/feed/", error.Message);
        Assert.Null(await lake.Lake.Tables.FindCurrentAsync(Table));
        Assert.DoesNotContain(await lake.Lake.Objects.ListAsync("raw/").ToListAsync(), _ => true);
    }

    [Fact]
    public async Task Fewer_lines_than_the_connector_counted_are_an_error()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await LandAsync(lake, "a", Encoding.UTF8.GetBytes("{\"n\":1}\n"), rowCount: 2);
        var error = await Assert.ThrowsAnyAsync<PenstockException>(() => RunAsync(lake));
        Assert.Contains("it has 1 lines, its connector counted 2", error.Message);
    }

    [Fact]
    public async Task A_compacted_table_ingests_nothing_twice_and_its_rows_still_lead_to_their_lines()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var first = await LandAsync(lake, "a", "{\"n\":1}\n{\"n\":2}", Shape("\"n\":{\"types\":[\"int\"]}"));
        await RunAsync(lake);
        var second = await LandAsync(lake, "b", "{\"n\":6000000000,\"new\":\"z\"}");
        await RunAsync(lake);

        var compacted = await new CompactTable(lake.Lake).RunAsync(
            new CompactOptions(Table),
            StepContext.Standalone("compact")
        );
        Assert.Equal((2, 1), (compacted.FilesBefore, compacted.FilesAfter));
        Assert.False((await RunAsync(lake)).Changed);
        await LandAsync(lake, "c", "{\"n\":7}");
        Assert.Equal(1, (await RunAsync(lake)).Rows);

        var rows = await ReadAsync(lake, "SELECT n, \"new\", _landing_key, _source_position FROM things");
        Assert.Equal(
            [
                [1L, null, first, 1L],
                [2L, null, first, 2L],
                [6000000000L, "z", second, 1L],
            ],
            rows.Take(3)
        );
        var landed = (await lake.Lake.Landing.FindByKeyAsync((string)rows[1][2]!))!;
        Assert.Equal(
            "{\"n\":2}",
            Encoding.UTF8.GetString(await new LandingReader(lake.Lake.Objects).ReadLineAsync(landed, (long)rows[1][3]!))
        );
    }
}
