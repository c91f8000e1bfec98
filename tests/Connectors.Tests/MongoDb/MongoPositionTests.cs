using System.Text.Json.Nodes;
using Penstock.Connectors.MongoDb;
using Penstock.Connectors.Tests.FileServers;
using Penstock.Core.Errors;
using Penstock.Core.Steps;
using Penstock.LakeLayers.Zones;
using Penstock.Sandbox.MongoDb;
using Penstock.Sandbox.MongoDb.Bson;
using Penstock.Testing;

namespace Penstock.Connectors.Tests.MongoDb;

/// <summary>Whatever comes when, and of whatever types its values are: each document lands once.</summary>
public sealed class MongoPositionTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private TestLake _lake = null!;

    public async ValueTask InitializeAsync() => _lake = await TestLake.CreateAsync(postgres, _folder);

    [Fact]
    public async Task A_late_document_with_the_watermarks_time_and_a_lower_id_lands()
    {
        await using var mongo = await TestMongo.StartAsync(_folder["mongo"]);
        var options = Options(mongo, "when") with { AllowedLateness = TimeSpan.FromSeconds(10) };
        mongo.Add("things", [At(50, 100)]);
        await RunAsync(mongo, options);
        mongo.Add("things", [At(49, 100), At(51, 100)]);

        var result = await RunAsync(mongo, options);
        var again = await RunAsync(mongo, options);

        Assert.Equal((2L, 1L), (result.Documents, result.LateDocuments));
        Assert.False(again.Changed);
        Assert.Equal([49, 50, 51], (await NumbersAsync()).Order());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Lateness_and_reading_forward_take_what_a_plain_reference_takes(int seed)
    {
        const int Lateness = 4;
        var random = new Random(seed);
        await using var mongo = await TestMongo.StartAsync(_folder["mongo"]);
        var options = Options(mongo, "when") with
        {
            AllowedLateness = TimeSpan.FromSeconds(Lateness),
            MaxObjectBytes = 300,
            BatchSize = 3,
        };
        // Ids in no order, each once.
        var ids = new Queue<int>(Enumerable.Range(0, 200).OrderBy(_ => random.Next()));
        List<(int Time, int Id)> there = [];
        HashSet<(int Time, int Id)> landed = [];
        (int Time, int Id)? watermark = null;
        for (var (run, now) = (0, 20); run < 15; run++)
        {
            now += random.Next(3);
            var arrived = Enumerable
                .Range(0, random.Next(8))
                .Select(_ => (Time: now - random.Next(9), Id: ids.Dequeue()))
                .ToList();
            there.AddRange(arrived);
            mongo.Add("things", arrived.Select(a => At(a.Id, a.Time)));

            var forward = there.Where(d => watermark is not { } w || d.CompareTo(w) > 0).ToList();
            var late = there
                .Where(d =>
                    watermark is { } w && d.CompareTo(w) <= 0 && d.Time >= w.Time - Lateness && !landed.Contains(d)
                )
                .ToList();
            var result = await RunAsync(mongo, options);

            landed.UnionWith([.. forward, .. late]);
            watermark = forward.Count > 0 ? forward.Max() : watermark;
            Assert.Equal((forward.Count + late.Count, late.Count), ((int)result.Documents, (int)result.LateDocuments));
            Assert.Equal(landed.Select(d => d.Id).Order(), (await NumbersAsync()).Order());
        }
    }

    [Fact]
    public async Task A_watermark_before_1970_has_its_lateness_too()
    {
        await using var mongo = await TestMongo.StartAsync(_folder["mongo"]);
        var options = Options(mongo, "when") with { AllowedLateness = TimeSpan.FromSeconds(10) };
        mongo.Add("things", [At(1, -1000)]);
        await RunAsync(mongo, options);
        mongo.Add("things", [At(2, -1005), At(3, -2000)]);

        Assert.Equal(1, (await RunAsync(mongo, options)).LateDocuments);
        Assert.Equal([1, 2], (await NumbersAsync()).Order());
    }

    [Fact]
    public async Task A_watermark_that_no_calendar_has_is_told_instead_of_thrown()
    {
        await using var mongo = await TestMongo.StartAsync(_folder["mongo"]);
        var options = Options(mongo, "when") with { AllowedLateness = TimeSpan.FromSeconds(10) };
        mongo.Add("things", [Of(1, w => w.Raw(BsonType.Date, "when", BitConverter.GetBytes(long.MaxValue)))]);
        await RunAsync(mongo, options);

        var error = await Assert.ThrowsAsync<UsageException>(() => RunAsync(mongo, options));

        Assert.Contains("outside the years 1 to 9999", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("_id")]
    [InlineData("when")]
    [InlineData("n")]
    public async Task A_server_that_refuses_rare_type_codes_is_read_run_after_run(string field)
    {
        await using var mongo = await TestMongo.StartAsync(
            new SandboxMongoOptions(_folder["mongo"]) { RefusesRareTypes = true }
        );
        var options = Options(mongo, field);
        mongo.Add("things", 0, 50);
        await RunAsync(mongo, options);
        mongo.Add("things", 50, 50);

        var result = await RunAsync(mongo, options);
        var again = await RunAsync(mongo, options);

        Assert.Equal(50, result.Documents);
        Assert.False(again.Changed);
        Assert.Equal(Enumerable.Range(0, 100), (await NumbersAsync()).Order());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Values_of_types_that_come_later_in_the_order_are_read_there_too(bool refusesRareTypes)
    {
        await using var mongo = await TestMongo.StartAsync(
            new SandboxMongoOptions(_folder["mongo"]) { RefusesRareTypes = refusesRareTypes }
        );
        var options = Options(mongo, "v");
        Action<BsonWriter>[] kinds =
        [
            _ => { },
            w => w.Null("v"),
            w => w.Double("v", double.NaN),
            w => w.Double("v", double.NegativeInfinity),
            w => w.Int32("v", -5),
            w => w.Int64("v", 5),
            w => w.String("v", ""),
            w => w.String("v", "text"),
            w => w.Raw(BsonType.Document, "v", [5, 0, 0, 0, 0]),
            w => w.Binary("v", []),
            w => w.ObjectId("v", TestMongo.IdOf(3)),
            w => w.Boolean("v", false),
            w => w.Boolean("v", true),
            w => w.Raw(BsonType.Date, "v", BitConverter.GetBytes(long.MinValue)),
            w => w.Date("v", DateTimeOffset.UnixEpoch),
            w => w.Raw(BsonType.Timestamp, "v", [1, 0, 0, 0, 0, 0, 0, 0]),
            w => w.Text(BsonType.JavaScript, "v", "f()"u8),
            w => w.Raw(BsonType.MaxKey, "v", []),
        ];
        // The last two are values that servers do not have which refuse their codes.
        for (var i = 0; i < (refusesRareTypes ? kinds.Length - 2 : kinds.Length); i++)
        {
            mongo.Add("things", [Of(2 * i, kinds[i]), Of((2 * i) + 1, kinds[i])]);

            var result = await RunAsync(mongo, options);

            Assert.Equal(Enumerable.Range(0, (2 * i) + 2), (await NumbersAsync()).Order());
            Assert.Equal(2, result.Documents);
        }
    }

    [Fact]
    public async Task Ids_of_other_types_with_the_same_watermark_value_are_read()
    {
        await using var mongo = await TestMongo.StartAsync(_folder["mongo"]);
        var options = Options(mongo, "when");
        byte[] With(int n, Action<BsonWriter> id) =>
            TestMongo.Document(w =>
            {
                id(w);
                w.Int32("n", n);
                w.Date("when", DateTimeOffset.UnixEpoch);
            });
        mongo.Add("things", [With(0, w => w.Int32("_id", 7))]);
        await RunAsync(mongo, options);
        mongo.Add("things", [With(1, w => w.String("_id", "a")), With(2, w => w.ObjectId("_id", TestMongo.IdOf(1)))]);

        await RunAsync(mongo, options);

        Assert.Equal([0, 1, 2], await NumbersAsync());
    }

    [Theory]
    [InlineData("items.at")]
    [InlineData("items")]
    public async Task A_watermark_inside_an_array_is_refused_with_the_document(string field)
    {
        await using var mongo = await TestMongo.StartAsync(_folder["mongo"]);
        mongo.Add(
            "things",
            [
                Of(
                    7,
                    w =>
                    {
                        w.BeginArray("items");
                        w.BeginDocument("0");
                        w.Date("at", DateTimeOffset.UnixEpoch);
                        w.End();
                        w.End();
                    }
                ),
            ]
        );

        var error = await Assert.ThrowsAsync<UsageException>(() => RunAsync(mongo, Options(mongo, field)));

        Assert.Contains("holds an array, or is inside one", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{field} of the document with _id", error.Message, StringComparison.Ordinal);
        Assert.Contains("000000000000000000000007", error.Message, StringComparison.Ordinal);
        Assert.Empty(await _lake.Lake.Landing.ListAsync("things"));
    }

    [Fact]
    public async Task Odd_documents_land_with_their_bytes_and_the_feed_goes_on()
    {
        await using var mongo = await TestMongo.StartAsync(_folder["mongo"]);
        var options = Options(mongo, "_id") with { MaxObjectBytes = 1 };
        mongo.Add(
            "things",
            [
                Of(0, w => Nested(w, 98)),
                Of(1, w => w.Raw(BsonType.Date, "d", BitConverter.GetBytes(long.MinValue))),
                Of(2, w => w.Raw(BsonType.Date, "d", BitConverter.GetBytes(long.MaxValue))),
                Of(
                    3,
                    w =>
                    {
                        w.String("a", "first");
                        w.String("a", "second");
                    }
                ),
                Of(4, w => w.Text(BsonType.String, "surrogate", [0xED, 0xA0, 0x80])),
                Of(5, w => w.String("a\u0001", "nul\0 in a text")),
            ]
        );
        await RunAsync(mongo, options);
        var first = await LinesAsync();
        mongo.Add("things", [Of(6, w => w.Int32("a", 1))]);

        Assert.Equal(1, (await RunAsync(mongo, options)).Documents);

        Assert.Contains(string.Concat(Enumerable.Repeat("\"d\":{", 98)), first[0], StringComparison.Ordinal);
        Assert.Contains("""{"$date":{"$numberLong":"-9223372036854775808"}}""", first[1], StringComparison.Ordinal);
        Assert.Contains("""{"$date":{"$numberLong":"9223372036854775807"}}""", first[2], StringComparison.Ordinal);
        Assert.Contains(
            """
            "a":"first","a":"second"
            """,
            first[3],
            StringComparison.Ordinal
        );
        Assert.Contains("\uFFFD", first[4], StringComparison.Ordinal);
        Assert.Contains(
            """
            "a\u0001":"nul\u0000 in a text"
            """,
            first[5],
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("a\0b")]
    [InlineData("a\\u0000b")]
    [InlineData("../../a/b?c#d\"e")]
    public async Task An_id_of_any_text_can_be_the_watermark(string id)
    {
        await using var mongo = await TestMongo.StartAsync(_folder["mongo"]);
        var options = Options(mongo, "_id");
        byte[] With(int n, string text) =>
            TestMongo.Document(w =>
            {
                w.String("_id", text);
                w.Int32("n", n);
            });
        mongo.Add("things", [With(0, id)]);
        await RunAsync(mongo, options);
        mongo.Add("things", [With(1, id + "z")]);

        Assert.Equal(1, (await RunAsync(mongo, options)).Documents);
        Assert.Equal([0, 1], await NumbersAsync());
    }

    [Fact]
    public async Task Random_documents_all_land()
    {
        var random = new Random(17);
        await using var mongo = await TestMongo.StartAsync(_folder["mongo"]);
        mongo.Add("things", Enumerable.Range(0, 3000).Select(i => Of(i, w => RandomBson.Fill(w, random))));

        var result = await RunAsync(mongo, Options(mongo, "_id"));

        Assert.Equal(3000, result.Documents);
        Assert.Equal(3000, (await LinesAsync()).Count);
    }

    public async ValueTask DisposeAsync()
    {
        await _lake.DisposeAsync();
        _folder.Dispose();
    }

    private static void Nested(BsonWriter writer, int levels)
    {
        for (var i = 0; i < levels; i++)
            writer.BeginDocument("d");
        for (var i = 0; i < levels; i++)
            writer.End();
    }

    private static byte[] At(int id, int second) =>
        Of(id, w => w.Date("when", DateTimeOffset.UnixEpoch.AddSeconds(second)));

    private static byte[] Of(int id, Action<BsonWriter> more) =>
        TestMongo.Document(w =>
        {
            w.ObjectId("_id", TestMongo.IdOf(id));
            w.Int32("n", id);
            more(w);
        });

    private static MongoToLandingOptions Options(TestMongo mongo, string watermark) =>
        new("things", mongo.Database, "things") { WatermarkField = watermark };

    private Task<MongoToLandingResult> RunAsync(TestMongo mongo, MongoToLandingOptions options) =>
        new MongoToLanding(_lake.Lake, mongo.Connection).RunAsync(options, StepContext.Standalone("load"));

    private async Task<IEnumerable<int>> NumbersAsync() =>
        (await LinesAsync()).Select(l => (int)JsonNode.Parse(l)!["n"]!);

    private async Task<List<string>> LinesAsync()
    {
        var lines = new List<string>();
        foreach (var landed in await _lake.Lake.Landing.ListAsync("things"))
        {
            using var reader = new StreamReader(await new LandingReader(_lake.Lake.Objects).OpenContentAsync(landed));
            lines.AddRange((await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
        return lines;
    }
}
