using Penstock.Core.Errors;
using Penstock.LakeLayers.Raw;
using Penstock.LakeLayers.Tests.Query;
using Penstock.Testing;
using static Penstock.LakeLayers.Tests.Raw.RawSteps;

namespace Penstock.LakeLayers.Tests.Raw;

public class RawWriteTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_full_read_done_twice_is_there_once_when_the_table_is_replaced()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await LandAsync(lake, "a", "{\"_id\":1,\"v\":1}\n{\"_id\":2,\"v\":1}\nbad");
        await RunAsync(lake, write: RawWrite.Replace);
        await LandAsync(lake, "b", "{\"_id\":2,\"v\":\"two\"}\n{\"_id\":3,\"v\":null}");
        var second = await RunAsync(lake, write: RawWrite.Replace);
        var third = await RunAsync(lake, write: RawWrite.Replace);

        Assert.Equal((2L, 0L, false), (second.Rows, second.Quarantined, second.IsRebuilt));
        Assert.False(third.Changed);
        Assert.Equal(
            [
                [2L, "two"],
                [3L, null],
            ],
            await ReadAsync(lake, "SELECT _id, v FROM things ORDER BY 1")
        );
        Assert.Empty(await RefusedAsync(lake));
    }

    [Fact]
    public async Task Rows_are_merged_by_their_key_and_the_last_that_landed_stays()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await LandAsync(
            lake,
            "a",
            "{\"_id\":1,\"v\":1}\n{\"_id\":2,\"v\":1}\n{\"_id\":2,\"v\":2}\n{\"v\":9}\n{\"_id\":null}"
        );
        var first = await RunAsync(lake, write: RawWrite.Merge, key: "_id");
        Assert.Equal((5L, 2L, 2L, 1L), (first.RowsIn, first.Rows, first.Quarantined, first.Superseded));
        Assert.Equal("_id", (await RefusedAsync(lake))[0][1]);

        await LandAsync(lake, "b", "{\"_id\":2,\"v\":3,\"w\":true}\n{\"_id\":3,\"v\":1}");
        await RunAsync(lake, write: RawWrite.Merge, key: "_id");
        Assert.False((await RunAsync(lake, write: RawWrite.Merge, key: "_id")).Changed);
        object?[][] expected =
        [
            [1L, 1L, null],
            [2L, 3L, true],
            [3L, 1L, null],
        ];
        Assert.Equal(expected, await ReadAsync(lake, "SELECT _id, v, w FROM things ORDER BY 1"));

        // Other types: all is made anew, and merged again.
        await LandAsync(lake, "c", "{\"_id\":1,\"v\":\"x\"}");
        Assert.True((await RunAsync(lake, write: RawWrite.Merge, key: "_id")).IsRebuilt);
        Assert.Equal(
            [
                [1L, "x", null],
                [2L, "3", true],
                [3L, "1", null],
            ],
            await ReadAsync(lake, "SELECT _id, v, w FROM things ORDER BY 1")
        );
    }

    [Fact]
    public async Task Keys_of_several_fields_are_compared_field_by_field()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await LandAsync(lake, "a", "{\"x\":\"a|b\",\"y\":\"c\",\"v\":1}\n{\"x\":\"a\",\"y\":\"b|c\",\"v\":2}");
        await RunAsync(lake, write: RawWrite.Merge, key: ["x", "y"]);
        await LandAsync(lake, "b", "{\"x\":\"a\",\"y\":\"b|c\",\"v\":3}");
        await RunAsync(lake, write: RawWrite.Merge, key: ["x", "y"]);
        Assert.Equal(
            [
                [1L],
                [3L],
            ],
            await ReadAsync(lake, "SELECT v FROM things ORDER BY 1")
        );
    }

    [Fact]
    public async Task A_merge_without_a_key_and_a_key_without_a_merge_are_refused()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await Assert.ThrowsAsync<UsageException>(() => RunAsync(lake, write: RawWrite.Merge));
        await Assert.ThrowsAsync<UsageException>(() => RunAsync(lake, key: "_id"));
    }
}
