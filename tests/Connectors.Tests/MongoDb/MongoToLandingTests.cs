using System.Text.Json.Nodes;
using Penstock.Connectors.MongoDb;
using Penstock.Connectors.Tests.FileServers;
using Penstock.Core.Errors;
using Penstock.Core.Steps;
using Penstock.LakeLayers.Zones;
using Penstock.Testing;

namespace Penstock.Connectors.Tests.MongoDb;

public sealed class MongoToLandingTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private TestLake _lake = null!;
    private TestMongo _mongo = null!;

    public async ValueTask InitializeAsync()
    {
        _lake = await TestLake.CreateAsync(postgres, _folder);
        _mongo = await TestMongo.StartAsync(_folder["mongo"]);
    }

    [Theory]
    [InlineData(MongoCompression.Zstd, "application/x-ndjson+zstd")]
    [InlineData(MongoCompression.Gzip, "application/x-ndjson+gzip")]
    public async Task Every_document_lands_once_as_a_line(MongoCompression compression, string mediaType)
    {
        _mongo.Add("things", 0, 5000);

        var result = await RunAsync(Options() with { Compression = compression });

        Assert.Equal((true, 5000L, 1), (result.Changed, result.Documents, result.Objects));
        Assert.Equal(Enumerable.Range(0, 5000), await NumbersAsync());
        var landed = Assert.Single(await _lake.Lake.Landing.ListAsync("things"));
        Assert.Equal(mediaType, landed.MediaType);
        Assert.Equal(5000, landed.RowCount);
        Assert.StartsWith(
            $"{_mongo.Connection.Address}/{_mongo.Database}.things?through=",
            landed.SourceUri,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("@", landed.SourceUri, StringComparison.Ordinal);
        Assert.Equal(
            ["_id", "n", "when", "name"],
            landed.Properties["shape"]!["order"]!.AsArray().Select(f => (string)f!)
        );
        Assert.Equal("date", (string)landed.Properties["shape"]!["fields"]!["when"]!["types"]![0]!);
        Assert.Equal(
            """{"_id":{"$oid":"000000000000000000000000"},"n":0,"when":{"$date":"1970-01-01T00:00:00Z"},"name":"document 0"}""",
            (await LinesAsync())[0]
        );
    }

    [Fact]
    public async Task Objects_end_at_the_document_that_reaches_their_size()
    {
        _mongo.Add("things", 0, 5000);

        var result = await RunAsync(Options() with { MaxObjectBytes = 100_000 });

        var landed = await _lake.Lake.Landing.ListAsync("things");
        Assert.Equal(result.Objects, landed.Count);
        Assert.All(landed, o => Assert.InRange((long)o.Properties["jsonBytes"]!, 1, 100_200));
        Assert.All(landed.SkipLast(1), o => Assert.InRange((long)o.Properties["jsonBytes"]!, 100_000, 100_200));
        Assert.Equal(5000, landed.Sum(o => o.RowCount));
        Assert.Equal(Enumerable.Range(0, 5000), await NumbersAsync());
        Assert.Equal(
            landed[0].Properties["range"]!["through"]!.ToJsonString(),
            landed[1].Properties["range"]!["after"]!.ToJsonString()
        );
    }

    [Fact]
    public async Task A_second_run_with_nothing_new_lands_nothing_and_a_later_one_lands_what_is_new()
    {
        _mongo.Add("things", 0, 100);
        var options = Options() with { WatermarkField = "_id" };
        await RunAsync(options);

        var second = await RunAsync(options);
        _mongo.Add("things", 100, 50);
        var third = await RunAsync(options);

        Assert.Equal((false, 0L, 0), (second.Changed, second.Documents, second.Objects));
        Assert.Equal((true, 50L, 1), (third.Changed, third.Documents, third.Objects));
        Assert.Equal(Enumerable.Range(0, 150), await NumbersAsync());
    }

    [Fact]
    public async Task Without_a_watermark_the_same_content_is_not_landed_again()
    {
        _mongo.Add("things", 0, 100);
        await RunAsync(Options());

        var second = await RunAsync(Options());

        Assert.False(second.Changed);
        Assert.Single(await _lake.Lake.Landing.ListAsync("things"));
    }

    [Fact]
    public async Task A_watermark_with_equal_values_loses_no_document_where_objects_end_between_them()
    {
        _mongo.Add("things", 0, 1000);
        var options = Options() with { WatermarkField = "when", MaxObjectBytes = 10_000 };
        await using var proxy = new CuttingProxy(Port, 30_000, 40_000);

        var result = await RunAsync(options with { BatchSize = 100 }, Through(proxy));

        Assert.Equal(2, result.Reconnects);
        Assert.Equal(Enumerable.Range(0, 1000), await NumbersAsync());
    }

    [Fact]
    public async Task A_connection_that_is_cut_while_documents_come_is_taken_up_where_it_stopped()
    {
        _mongo.Add("things", 0, 20_000);
        await using var proxy = new CuttingProxy(Port, 300_000, 200_000, 50);

        var result = await RunAsync(Options() with { WatermarkField = "_id", BatchSize = 500 }, Through(proxy));

        // The third cut was in the answer to a query, which the driver asks again by itself.
        Assert.Equal(3, proxy.Cuts);
        Assert.Equal(2, result.Reconnects);
        Assert.Equal(Enumerable.Range(0, 20_000), await NumbersAsync());
    }

    [Fact]
    public async Task A_cursor_that_expires_is_opened_again_behind_the_last_document()
    {
        _mongo.Add("things", 0, 20_000);
        var expired = false;
        var context = StepContext.Standalone("load") with
        {
            Progress = new OnReport(() =>
            {
                if (!expired)
                    _mongo.ExpireCursors();
                expired = true;
            }),
        };

        var result = await new MongoToLanding(_lake.Lake, _mongo.Connection).RunAsync(
            Options() with
            {
                WatermarkField = "when",
                BatchSize = 500,
            },
            context
        );

        Assert.Equal(1, result.Reconnects);
        Assert.Equal(Enumerable.Range(0, 20_000), await NumbersAsync());
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("zlib")]
    public async Task Answers_that_the_server_packs_are_read(string compressor)
    {
        _mongo.Add("things", 0, 5000);

        await RunAsync(Options(), new MongoConnection($"{_mongo.Connection.Uri}?compressors={compressor}"));

        Assert.Equal(Enumerable.Range(0, 5000), await NumbersAsync());
    }

    [Fact]
    public async Task A_slow_line_is_no_silent_server()
    {
        _mongo.Add("things", 0, 5000);
        await using var proxy = new CuttingProxy(Port) { Pause = TimeSpan.FromMilliseconds(50) };
        var limit = TimeSpan.FromMilliseconds(1000);

        // All is in one answer, which takes far longer than the server may be silent.
        var result = await RunAsync(Options() with { BatchSize = 5000, SocketTimeout = limit }, Through(proxy));

        Assert.Equal(0, result.Reconnects);
        Assert.Equal(Enumerable.Range(0, 5000), await NumbersAsync());
    }

    [Fact]
    public async Task A_run_that_broke_off_is_continued_behind_the_last_object_it_landed()
    {
        _mongo.Add("things", 0, 20_000);
        var options = Options() with
        {
            WatermarkField = "_id",
            BatchSize = 500,
            MaxObjectBytes = 200_000,
            MaxRetries = 0,
        };
        await using var proxy = new CuttingProxy(Port, 1_000_000);
        var error = await Assert.ThrowsAsync<TransientException>(() => RunAsync(options, Through(proxy)));
        var kept = (await _lake.Lake.Landing.ListUnpublishedAsync("things")).Sum(o => o.RowCount);
        Assert.Empty(await _lake.Lake.Landing.ListAsync("things"));

        var result = await RunAsync(options, Through(proxy));

        Assert.Contains("kept for the next run", error.Message, StringComparison.Ordinal);
        Assert.True(kept > 0);
        Assert.Equal(kept, result.ContinuedDocuments);
        Assert.Equal(20_000, result.Documents);
        Assert.Equal(Enumerable.Range(0, 20_000), await NumbersAsync());
        Assert.False((await RunAsync(options, Through(proxy))).Changed);
    }

    [Fact]
    public async Task What_another_query_had_landed_before_it_broke_off_is_not_published()
    {
        _mongo.Add("things", 0, 20_000);
        var options = Options() with { BatchSize = 500, MaxObjectBytes = 200_000, MaxRetries = 0 };
        await using (var proxy = new CuttingProxy(Port, 1_000_000))
            await Assert.ThrowsAsync<TransientException>(() => RunAsync(options, Through(proxy)));

        var result = await RunAsync(options with { Filter = """{"n":{"$lt":10}}""" });

        Assert.Equal((10L, 0L), (result.Documents, result.ContinuedDocuments));
        Assert.Equal(Enumerable.Range(0, 10), await NumbersAsync());
    }

    [Fact]
    public async Task Ids_of_several_types_are_all_read_when_a_read_is_continued()
    {
        _mongo.Add(
            "things",
            [
                .. Enumerable
                    .Range(0, 500)
                    .Select(i =>
                        TestMongo.Document(w =>
                        {
                            w.Int32("_id", i);
                            w.Int32("n", i);
                        })
                    ),
                .. Enumerable
                    .Range(500, 500)
                    .Select(i =>
                        TestMongo.Document(w =>
                        {
                            w.String("_id", $"{i}");
                            w.Int32("n", i);
                        })
                    ),
                .. Enumerable.Range(1000, 500).Select(TestMongo.Numbered),
            ]
        );
        await using var proxy = new CuttingProxy(Port, 6_000, 20_000, 14_000);

        await RunAsync(Options() with { BatchSize = 50 }, Through(proxy));

        Assert.Equal(3, proxy.Cuts);
        Assert.Equal(Enumerable.Range(0, 1500), await NumbersAsync());
    }

    [Fact]
    public async Task Filter_projection_and_sort_are_the_servers_to_apply()
    {
        _mongo.Add("things", 0, 100);

        await RunAsync(
            Options() with
            {
                Filter = """{"n":{"$gte":90}}""",
                Projection = """{"n":1}""",
                Sort = """{"n":-1}""",
            }
        );

        Assert.Equal(Enumerable.Range(90, 10).Reverse(), await NumbersAsync());
        Assert.Equal("""{"_id":{"$oid":"000000000000000000000063"},"n":99}""", (await LinesAsync())[0]);
    }

    [Fact]
    public async Task Windows_of_time_read_each_document_once_and_again_only_what_has_changed()
    {
        // Three documents are of each second from 1970 on.
        _mongo.Add("things", 0, 100);
        MongoToLandingOptions Window(int from, int to) =>
            Options() with
            {
                WindowField = "when",
                Filter = """{"n": {"$ne": 7}}""",
                Window = new TimeWindow(
                    DateTimeOffset.UnixEpoch.AddSeconds(from),
                    DateTimeOffset.UnixEpoch.AddSeconds(to)
                ),
            };

        var first = await RunAsync(Window(0, 13));
        var second = await RunAsync(Window(13, 40));
        var again = await RunAsync(Window(0, 13));

        Assert.Equal((38L, 61L, false), (first.Documents, second.Documents, again.Changed));
        Assert.Equal(Enumerable.Range(0, 100).Except([7]), await NumbersAsync());
    }

    [Fact]
    public async Task Documents_that_come_late_land_within_the_allowed_lateness_and_do_not_move_the_watermark()
    {
        // Three documents are of each second; the watermark is second 33.
        _mongo.Add("things", 0, 100);
        var options = Options() with { WatermarkField = "when", AllowedLateness = TimeSpan.FromSeconds(10) };
        await RunAsync(options);
        _mongo.Add("things", [Late(1000, second: 5), Late(1001, second: 25), Late(1002, second: 32)]);

        var late = await RunAsync(options);
        var again = await RunAsync(options);
        _mongo.Add("things", 100, 20);
        _mongo.Add("things", [Late(1003, second: 30)]);
        var later = await RunAsync(options);

        Assert.Equal((2L, 2L), (late.Documents, late.LateDocuments));
        Assert.False(again.Changed);
        Assert.Equal((21L, 1L), (later.Documents, later.LateDocuments));
        Assert.Equal([.. Enumerable.Range(0, 120), 1001, 1002, 1003], (await NumbersAsync()).Order());
        Assert.False((await RunAsync(options)).Changed);

        static byte[] Late(int n, int second) =>
            TestMongo.Document(w =>
            {
                w.ObjectId("_id", TestMongo.IdOf(n));
                w.Int32("n", n);
                w.Date("when", DateTimeOffset.UnixEpoch.AddSeconds(second));
            });
    }

    [Fact]
    public async Task A_lateness_without_dates_is_refused()
    {
        _mongo.Add("things", 0, 10);
        await RunAsync(Options() with { WatermarkField = "_id" });

        await Assert.ThrowsAsync<UsageException>(() =>
            RunAsync(Options() with { AllowedLateness = TimeSpan.FromHours(1) })
        );
        var error = await Assert.ThrowsAsync<UsageException>(() =>
            RunAsync(Options() with { WatermarkField = "_id", AllowedLateness = TimeSpan.FromHours(1) })
        );

        Assert.Contains("dates", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Windows_that_do_not_overlap_are_read_at_the_same_time_and_others_are_refused()
    {
        _mongo.Add("things", 0, 300);
        MongoToLandingOptions Window(int from, int to) =>
            Options() with
            {
                WindowField = "when",
                Window = new TimeWindow(
                    DateTimeOffset.UnixEpoch.AddSeconds(from),
                    DateTimeOffset.UnixEpoch.AddSeconds(to)
                ),
            };
        MongoToLandingResult? beside = null;
        var (errors, met) = (new List<string>(), false);
        // The first window is in the middle of its read when the others come.
        var progress = new OnReport(() =>
        {
            if (met)
                return;
            met = true;
            beside = RunAsync(Window(50, 100)).GetAwaiter().GetResult();
            foreach (var other in new[] { Window(10, 20), Window(40, 60), Options() })
                errors.Add(Assert.Throws<PenstockException>(() => RunAsync(other).GetAwaiter().GetResult()).What);
        });

        var first = await new MongoToLanding(_lake.Lake, _mongo.Connection).RunAsync(
            Window(0, 50),
            StepContext.Standalone("things") with
            {
                Progress = progress,
            }
        );

        Assert.Equal((150L, 150L), (first.Documents, beside!.Documents));
        Assert.Equal(
            [
                "A window of this feed that overlaps this one is being read at the moment",
                "A window of this feed that overlaps this one is being read at the moment",
                "Another run is landing this feed at the moment",
            ],
            errors
        );
        Assert.Equal(Enumerable.Range(0, 300), (await NumbersAsync()).Order());
        Assert.False((await RunAsync(Window(10, 20) with { Filter = "{\"n\": -1}" })).Changed); // Nothing is left open.
    }

    [Fact]
    public async Task A_document_of_16_MB_and_text_that_is_no_UTF_8_go_through()
    {
        _mongo.Add(
            "things",
            [
                TestMongo.Document(w =>
                {
                    w.Int32("_id", 0);
                    w.Int32("n", 0);
                    w.String("text", new string('"', (16 << 20) - 200));
                }),
                TestMongo.Document(w =>
                {
                    w.Int32("_id", 1);
                    w.Int32("n", 1);
                    w.Text(Penstock.Sandbox.MongoDb.Bson.BsonType.String, "text", [65, 0xFF, 66]);
                }),
                TestMongo.Document(w =>
                {
                    w.Int32("_id", 2);
                    w.Int32("n", 2);
                }),
            ]
        );

        var result = await RunAsync(Options());

        Assert.Equal((3L, 1L), (result.Documents, result.InvalidUtf8Documents));
        var lines = await LinesAsync();
        Assert.Equal(((16 << 20) - 200) * 2, lines[0].Length - """{"_id":0,"n":0,"text":""}""".Length);
        Assert.Equal("{\"_id\":1,\"n\":1,\"text\":\"A\uFFFDB\"}", lines[1]);
    }

    [Fact]
    public async Task A_second_run_at_the_same_time_is_refused()
    {
        _mongo.Add("things", 0, 100);
        var started = new TaskCompletionSource();
        using var goOn = new ManualResetEventSlim();
        var context = StepContext.Standalone("load") with
        {
            Progress = new OnReport(() =>
            {
                started.TrySetResult();
                goOn.Wait(TimeSpan.FromSeconds(30));
            }),
        };
        var first = new MongoToLanding(_lake.Lake, _mongo.Connection).RunAsync(Options(), context);
        await started.Task.WaitAsync(TimeSpan.FromSeconds(30));

        var error = await Assert.ThrowsAsync<PenstockException>(() => RunAsync(Options()));
        goOn.Set();

        Assert.Contains("Another run is landing this feed", error.Message, StringComparison.Ordinal);
        Assert.True((await first).Changed);
    }

    [Fact]
    public async Task A_cancelled_run_publishes_nothing_and_the_next_one_completes()
    {
        _mongo.Add("things", 0, 50_000);
        using var cancel = new CancellationTokenSource();
        var context = StepContext.Standalone("load") with { Progress = new OnReport(cancel.Cancel) };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new MongoToLanding(_lake.Lake, _mongo.Connection).RunAsync(Options(), context, cancel.Token)
        );
        Assert.Empty(await _lake.Lake.Landing.ListAsync("things"));

        await RunAsync(Options());

        Assert.Equal(Enumerable.Range(0, 50_000), await NumbersAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _mongo.DisposeAsync();
        await _lake.DisposeAsync();
        _folder.Dispose();
    }

    private int Port =>
        int.Parse(_mongo.Connection.Address.Split(':')[^1], System.Globalization.CultureInfo.InvariantCulture);

    private MongoConnection Through(CuttingProxy proxy) =>
        new(_mongo.Connection.Uri.Replace($":{Port}", $":{proxy.Port}", StringComparison.Ordinal));

    private MongoToLandingOptions Options() =>
        new("things", _mongo.Database, "things") { RetryDelay = TimeSpan.FromMilliseconds(5) };

    private Task<MongoToLandingResult> RunAsync(MongoToLandingOptions options, MongoConnection? connection = null) =>
        new MongoToLanding(_lake.Lake, connection ?? _mongo.Connection).RunAsync(
            options,
            StepContext.Standalone("load")
        );

    private async Task<IEnumerable<int>> NumbersAsync() =>
        (await LinesAsync()).Select(l => (int)JsonNode.Parse(l)!["n"]!);

    private async Task<List<string>> LinesAsync()
    {
        var lines = new List<string>();
        foreach (var landed in await _lake.Lake.Landing.ListAsync("things"))
        {
            await new LandingReader(_lake.Lake.Objects).VerifyAsync(landed);
            using var reader = new StreamReader(await new LandingReader(_lake.Lake.Objects).OpenContentAsync(landed));
            lines.AddRange((await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
        return lines;
    }
}
