using System.Text.Json.Nodes;
using Dapper;
using Penstock.Iceberg;
using Penstock.Iceberg.Metadata;
using Penstock.LakeLayers.Iceberg;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Tests.Query;
using Penstock.Testing;

namespace Penstock.LakeLayers.Tests.Iceberg;

/// <summary>Tables of the lake as a reader sees them that knows nothing of this platform.</summary>
public sealed class IcebergTableTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Every_type_is_read_as_it_was_written()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await lake.PublishAsync(
            "raw.types",
            """
            SELECT 1::TINYINT AS tiny, 7 AS number, 9007199254740993 AS big, 'Grüße' AS text, true AS yes, 1.5::DOUBLE AS half, 12.34::DECIMAL(9,2) AS price,
                DATE '2010-12-01' AS day, TIMESTAMP '2010-12-01 08:26:00' AS moment, {'a': 1, 'b': ['x', NULL]} AS nested, 'ab'::BLOB AS bytes, NULL::INTEGER AS nothing,
                MAP {'k': 2} AS pairs, 18446744073709551615::UBIGINT AS huge
            """
        );

        var row = (await ReadAsync(lake, "raw.types")).Single()!;

        Assert.Equal(
            """{"tiny":1,"number":7,"big":9007199254740992,"text":"Grüße","yes":true,"half":1.5,"price":12.34,"day":"2010-12-01T00:00:00.000Z","moment":"2010-12-01T08:26:00.000Z","nested":{"a":1,"b":["x",null]},"bytes":"ab","nothing":null,"pairs":{"k":2},"huge":18446744073709552000}""",
            row.ToJsonString(IcebergJson.Options)
        );
    }

    [Fact]
    public async Task Appends_replacements_and_earlier_snapshots_are_all_read()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await lake.PublishAsync("raw.things", "SELECT 1 AS a");
        var first = await LocationAsync(lake, "raw.things");
        await lake.PublishAsync("raw.things", "SELECT 2 AS a, 'new' AS b", append: true);
        var second = await LocationAsync(lake, "raw.things");
        await lake.PublishAsync("raw.things", "SELECT 3 AS a, 'only' AS b");

        Assert.Equal("""[{"a":1}]""", (await Icebird.ReadAsync(first)).ToJsonString());
        Assert.Equal("""[{"a":1},{"a":2,"b":"new"}]""", (await Icebird.ReadAsync(second)).ToJsonString());
        Assert.Equal("""[{"a":3,"b":"only"}]""", (await ReadAsync(lake, "raw.things")).ToJsonString());
        var history = await MetadataAsync(lake, "raw.things");
        Assert.Equal(["append", "append", "overwrite"], history.Snapshots.Select(s => s.Summary["operation"]));
        Assert.Equal(["1", "2", "1"], history.Snapshots.Select(s => s.Summary["total-records"]));
    }

    [Fact]
    public async Task A_column_keeps_its_id_as_long_as_its_files_can_be_read_as_its_type()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await lake.PublishAsync("raw.t", "SELECT 1::INTEGER AS n, 'x' AS other");
        await lake.PublishAsync("raw.t", "SELECT 'y' AS other, 5000000000::BIGINT AS n", append: true);
        var widened = await MetadataAsync(lake, "raw.t");
        await lake.PublishAsync("raw.t", "SELECT 'no number' AS n");
        var replaced = await MetadataAsync(lake, "raw.t");

        Assert.Equal((1, 2), (widened.Schema.Find("n")!.Id, widened.Schema.Find("other")!.Id));
        Assert.Equal(3, replaced.Schema.Find("n")!.Id);
        Assert.Equal("""[{"n":"no number"}]""", (await ReadAsync(lake, "raw.t")).ToJsonString());
    }

    [Fact]
    public async Task More_commits_than_a_list_should_hold_manifests_leave_few_manifests_and_all_rows()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        for (var i = 0; i < 103; i++)
            await lake.PublishAsync("raw.many", $"SELECT {i} AS a", append: i > 0);

        Assert.Equal(Enumerable.Range(0, 103), (await ReadAsync(lake, "raw.many")).Select(r => (int)r!["a"]!).Order());
        var reader = new TableReader(lake.Lake.Objects);
        Assert.InRange(
            (await reader.ManifestsAsync((await MetadataAsync(lake, "raw.many")).Current!, default)).Count,
            1,
            10
        );
    }

    [Fact]
    public async Task Bounds_and_counts_of_columns_are_in_the_manifests()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await lake.PublishAsync(
            "raw.t",
            "SELECT i::INTEGER AS n, CASE WHEN i > 0 THEN 'a text that is longer than bounds are ' || i END AS s FROM range(10) r(i)"
        );
        var reader = new TableReader(lake.Lake.Objects);
        var manifest = (await reader.ManifestsAsync((await MetadataAsync(lake, "raw.t")).Current!, default)).Single();

        var file = (await reader.EntriesAsync(manifest, withStatistics: true, default)).Single().File;

        Assert.Equal((10, 10, 1), (file.Rows, file.ValueCounts![1], file.NullCounts![2]));
        Assert.Equal((0, 9), (BitConverter.ToInt32(file.LowerBounds![1]), BitConverter.ToInt32(file.UpperBounds![1])));
        Assert.Equal(
            "a text that is l|a text that is m",
            $"{System.Text.Encoding.UTF8.GetString(file.LowerBounds[2])}|{System.Text.Encoding.UTF8.GetString(file.UpperBounds[2])}"
        );
    }

    private static async Task<JsonArray> ReadAsync(TestLake lake, string table) =>
        await Icebird.ReadAsync(await LocationAsync(lake, table));

    private static Task<string> LocationAsync(TestLake lake, string table) =>
        AskAsync(lake, table, "metadata_location");

    private static async Task<TableMetadata> MetadataAsync(TestLake lake, string table) =>
        TableMetadata.Parse(await AskAsync(lake, table, "metadata::text"));

    private static async Task<string> AskAsync(TestLake lake, string table, string what)
    {
        var name = TableName.Parse(table);
        await using var connection = await lake.Lake.Metadata.DataSource.OpenConnectionAsync();
        return await connection.QuerySingleAsync<string>(
            $"SELECT {what} FROM lake.lake_table WHERE zone = @Zone AND name = @Name",
            new { name.Zone, name.Name }
        );
    }
}
