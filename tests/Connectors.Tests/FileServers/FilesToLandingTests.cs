using Penstock.Connectors.FileServers;
using Penstock.Core.Errors;
using Penstock.Core.Steps;
using Penstock.Sandbox.Servers;
using Penstock.Testing;

namespace Penstock.Connectors.Tests.FileServers;

public class FilesToLandingTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Files_of_an_ftp_server_land_byte_for_byte_and_a_second_run_copies_nothing()
    {
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder["files"]);
        for (var i = 0; i < 20; i++)
            await File.WriteAllBytesAsync(folder[$"files/{i}.pdf"], [.. Enumerable.Repeat((byte)i, 1000 * i)]);
        await using var server = await ProftpdServer.StartAsync(folder["server"], folder["files"]);
        await using var lake = await TestLake.CreateAsync(postgres, folder);
        var connection = new FileServerConnection(new Uri($"ftp://127.0.0.1:{server.Port}/"))
        {
            User = server.User,
            Password = server.Password,
        };

        var first = await RunAsync(lake, connection, new("procedures") { Include = ["*.pdf"] });
        var second = await RunAsync(lake, connection, new("procedures") { Include = ["*.pdf"] });

        Assert.Equal((20, 20, 20, true), (first.Listed, first.Landed, first.Published, first.HasChanged));
        Assert.Equal(
            (20, 0, 0, 0L, false),
            (second.Listed, second.Landed, second.Published, second.Bytes, second.HasChanged)
        );
        var landed = await lake.ReadAsync("procedures");
        for (var i = 0; i < 20; i++)
            Assert.Equal(
                await File.ReadAllBytesAsync(folder[$"files/{i}.pdf"]),
                landed[$"ftp://127.0.0.1:{server.Port}/{i}.pdf"]
            );
    }

    [Fact]
    public async Task A_changed_file_is_copied_again_and_the_latest_object_is_what_the_source_has_now()
    {
        await using var place = await Place.CreateAsync(postgres);
        foreach (var (content, minute) in new[] { ("one", 1), ("two", 2), ("one", 3) })
        {
            place.Write("a.txt", content, minute);
            await place.RunAsync();
            var latest = Assert.Single(await place.Lake.Lake.Landing.LatestByUriAsync("feed")).Value;
            Assert.Equal(content, System.Text.Encoding.UTF8.GetString(await place.Lake.ReadAsync(latest)));
            Assert.Equal(0, (await place.RunAsync()).Bytes);
        }
        Assert.Equal(2, (await place.Lake.Lake.Landing.ListAsync("feed")).Count);
    }

    [Fact]
    public async Task A_window_of_time_takes_the_files_that_were_changed_in_it()
    {
        await using var place = await Place.CreateAsync(postgres);
        for (var minute = 1; minute <= 4; minute++)
            place.Write($"{minute}.txt", $"{minute}", minute);

        var middle = await place.RunAsync(o => o with { Window = new TimeWindow(Minute(2), Minute(4)) });
        var rest = await place.RunAsync();

        Assert.Equal((2, 2), (middle.Listed, middle.Landed));
        Assert.Equal((4, 2, 2), (rest.Listed, rest.Landed, rest.Unchanged));

        static DateTimeOffset Minute(int minute) => new(2011, 1, 1, 0, minute, 0, TimeSpan.Zero);
    }

    [Fact]
    public async Task A_file_that_was_only_touched_is_read_once_more_and_then_left_alone()
    {
        await using var place = await Place.CreateAsync(postgres);
        place.Write("a.txt", "same", 1);
        await place.RunAsync();
        place.Write("a.txt", "same", 2);

        var touched = await place.RunAsync();
        var after = await place.RunAsync();

        Assert.Equal((0, 1, 4L, 0), (touched.Landed, touched.Unchanged, touched.Bytes, touched.Published));
        Assert.Equal(0, after.Bytes);
    }

    [Fact]
    public async Task Verify_always_finds_a_change_that_kept_size_and_time()
    {
        await using var place = await Place.CreateAsync(postgres);
        place.Write("a.txt", "old", 1);
        await place.RunAsync();
        place.Write("a.txt", "new", 1);

        Assert.Equal(0, (await place.RunAsync()).Landed);
        Assert.Equal(1, (await place.RunAsync(o => o with { Verify = FileVerification.Always })).Landed);
        Assert.Equal(0, (await place.RunAsync(o => o with { Verify = FileVerification.Always })).Landed);
    }

    [Fact]
    public async Task One_file_that_fails_does_not_stop_the_others_and_its_mending_completes_the_feed()
    {
        await using var place = await Place.CreateAsync(postgres);
        for (var i = 0; i < 5; i++)
            place.Write($"{i}.txt", new string('x', i), 1);
        place.Write("large.txt", new string('x', 101), 1);

        var error = await Assert.ThrowsAsync<PenstockException>(() =>
            place.RunAsync(o => o with { MaxFileSize = 100 })
        );

        Assert.Contains("1 of 6 files", error.Message, StringComparison.Ordinal);
        Assert.Contains("large.txt", error.Message, StringComparison.Ordinal);
        Assert.Contains("maxFileSize", error.Message, StringComparison.Ordinal);
        Assert.Contains("continueOnError", error.Next, StringComparison.Ordinal);
        Assert.Empty(await place.Lake.ReadAsync("feed"));

        var mended = await place.RunAsync();
        Assert.Equal((1, 6, 101L), (mended.Landed, mended.Published, mended.Bytes));
        Assert.Equal(6, (await place.Lake.ReadAsync("feed")).Count);
    }

    [Fact]
    public async Task With_continue_on_error_the_others_are_published_and_the_result_names_the_failure()
    {
        await using var place = await Place.CreateAsync(postgres);
        place.Write("small.txt", "x", 1);
        place.Write("large.txt", new string('x', 101), 1);

        var warnings = new WarningList();
        var result = await place.RunAsync(o => o with { MaxFileSize = 100, ContinueOnError = true }, warnings);

        Assert.Equal(1, result.Published);
        Assert.EndsWith("/large.txt", Assert.Single(result.Failures).SourceUri, StringComparison.Ordinal);
        var warning = Assert.Single(warnings.All);
        Assert.Contains("/large.txt", warning, StringComparison.Ordinal);
        Assert.Contains("maxFileSize", warning, StringComparison.Ordinal);
        Assert.Contains("/large.txt", await place.LastEventAsync(), StringComparison.Ordinal);
        Assert.Contains("\"all_files_copied\"", await place.LastEventAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_of_a_listing_that_is_not_understood_fails_the_step_or_is_warned_of()
    {
        await using var place = await Place.CreateAsync(postgres);
        await using var server = new ListingServer(
            [
                "-rw-r--r--   1 ann sales 4 Nov 10 17:25 good.pdf",
                "-rw-r--r--   1 ann sales ???? Nov 10 17:25 broken.pdf",
            ],
            new() { ["good.pdf"] = "good" }
        );
        var connection = new FileServerConnection(server.Address);
        var warnings = new WarningList();

        var error = await Assert.ThrowsAsync<PenstockException>(() => RunAsync(place.Lake, connection, new("feed")));
        var result = await RunAsync(place.Lake, connection, new("feed") { ContinueOnError = true }, warnings);

        Assert.Contains("???? Nov 10 17:25 broken.pdf", error.Message, StringComparison.Ordinal);
        Assert.Contains("continueOnError", error.Next, StringComparison.Ordinal);
        Assert.Equal((1, 1), (result.Listed, result.Published));
        Assert.Contains("broken.pdf", Assert.Single(result.Failures).Error.Message, StringComparison.Ordinal);
        Assert.Contains("broken.pdf", Assert.Single(warnings.All), StringComparison.Ordinal);
        Assert.Contains("broken.pdf", await place.LastEventAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Globs_choose_across_folders()
    {
        await using var place = await Place.CreateAsync(postgres);
        foreach (var name in new[] { "a.pdf", "a.txt", "2010/b.pdf", "2010/draft-c.pdf", "2010/12/d.pdf", "old/e.pdf" })
            place.Write(name, name, 1);

        async Task<string[]> Chosen(Func<FilesToLandingOptions, FilesToLandingOptions> options, string feed)
        {
            await place.RunAsync(o => options(o with { Feed = feed }));
            return
            [
                .. (await place.Lake.ReadAsync(feed))
                    .Values.Select(System.Text.Encoding.UTF8.GetString)
                    .Order(StringComparer.Ordinal),
            ];
        }

        Assert.Equal(["a.pdf"], await Chosen(o => o with { Include = ["*.pdf"] }, "flat"));
        Assert.Equal(
            ["2010/12/d.pdf", "2010/b.pdf", "a.pdf"],
            await Chosen(o => o with { Include = ["*.pdf"], Exclude = ["draft-*", "old/**"], Recursive = true }, "deep")
        );
        Assert.Equal(
            ["2010/b.pdf", "2010/draft-c.pdf"],
            await Chosen(o => o with { Include = ["2010/*.pdf"], Recursive = true }, "one")
        );
        Assert.Equal(["2010/12/d.pdf"], await Chosen(o => o with { Folder = "2010/12" }, "folder"));
    }

    [Theory]
    [InlineData("with space.pdf")]
    [InlineData("-rf.pdf")]
    [InlineData("grüße.pdf")]
    [InlineData("..pdf")]
    [InlineData("%2e%2e%2fup.pdf")]
    [InlineData("new\nline.pdf")]
    [InlineData("back\\slash.pdf")]
    public async Task A_name_never_becomes_a_path(string name)
    {
        await using var place = await Place.CreateAsync(postgres);
        place.Write(name, "content", 1);
        await place.RunAsync();

        var landed = Assert.Single(await place.Lake.Lake.Landing.ListAsync("feed"));

        Assert.StartsWith($"landing/feed/{landed.Sha256[..2]}/{landed.Sha256}/", landed.Key, StringComparison.Ordinal);
        Assert.Equal(5, landed.Key.Split('/').Length);
        Assert.Equal("content", System.Text.Encoding.UTF8.GetString(await place.Lake.ReadAsync(landed)));
    }

    [Fact]
    public async Task A_folder_with_more_files_than_expected_is_taken_for_a_mistake()
    {
        await using var place = await Place.CreateAsync(postgres);
        for (var i = 0; i < 11; i++)
            place.Write($"{i}.txt", "x", 1);

        var error = await Assert.ThrowsAsync<PenstockException>(() => place.RunAsync(o => o with { MaxFiles = 10 }));

        Assert.Contains("more than 10 files", error.Message, StringComparison.Ordinal);
        Assert.Contains("maxFiles", error.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_stays_away_fails_after_the_retries_and_the_run_is_recorded_as_failed()
    {
        await using var place = await Place.CreateAsync(postgres);
        var connection = new FileServerConnection(new Uri($"ftp://127.0.0.1:{Core.Processes.FreePort.Next()}/"));

        await Assert.ThrowsAsync<TransientException>(() =>
            RunAsync(place.Lake, connection, new("feed") { Retries = 2, RetryDelay = TimeSpan.FromMilliseconds(1) })
        );

        await using var last = place.Lake.Lake.Metadata.DataSource.CreateCommand(
            "SELECT event_type FROM lineage.event ORDER BY id DESC LIMIT 1"
        );
        Assert.Equal("FAIL", await last.ExecuteScalarAsync());
    }

    [Theory]
    [InlineData("gopher://127.0.0.1/")]
    [InlineData("ftp://user:secret@127.0.0.1/")]
    public async Task An_address_that_cannot_be_is_refused_without_its_secrets(string address)
    {
        await using var place = await Place.CreateAsync(postgres);

        var error = await Assert.ThrowsAsync<UsageException>(() =>
            RunAsync(place.Lake, new(new Uri(address)), new("feed"))
        );

        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    private static Task<FilesToLandingResult> RunAsync(
        TestLake lake,
        FileServerConnection connection,
        FilesToLandingOptions options,
        WarningList? warnings = null
    ) =>
        new FilesToLanding(lake.Lake, connection).RunAsync(
            options,
            StepContext.Standalone("FilesToLanding1") with
            {
                Warnings = warnings ?? new WarningList(),
            }
        );

    private sealed class WarningList : IProgress<string>
    {
        public List<string> All { get; } = [];

        public void Report(string value) => All.Add(value);
    }

    private sealed record Place(TestFolder Folder, TestLake Lake) : IAsyncDisposable
    {
        public static async Task<Place> CreateAsync(PostgresFixture postgres)
        {
            var folder = new TestFolder();
            Directory.CreateDirectory(folder["files"]);
            return new Place(folder, await TestLake.CreateAsync(postgres, folder));
        }

        public void Write(string name, string content, int minute)
        {
            var path = Folder[$"files/{name}"];
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, content);
            File.SetLastWriteTimeUtc(path, new DateTime(2011, 1, 1, 0, minute, 0, DateTimeKind.Utc));
        }

        public Task<FilesToLandingResult> RunAsync(
            Func<FilesToLandingOptions, FilesToLandingOptions>? options = null,
            WarningList? warnings = null
        ) =>
            FilesToLandingTests.RunAsync(
                Lake,
                new(new Uri($"file://{Folder["files"]}")),
                (options ?? (o => o))(new FilesToLandingOptions("feed") { RetryDelay = TimeSpan.FromMilliseconds(1) }),
                warnings
            );

        public async Task<string> LastEventAsync()
        {
            await using var last = Lake.Lake.Metadata.DataSource.CreateCommand(
                "SELECT event::text FROM lineage.event ORDER BY id DESC LIMIT 1"
            );
            return (string)(await last.ExecuteScalarAsync())!;
        }

        public async ValueTask DisposeAsync()
        {
            await Lake.DisposeAsync();
            Folder.Dispose();
        }
    }
}
