using System.Security.Cryptography;
using System.Text;
using Penstock.LakeLayers.ObjectStores;
using Penstock.Testing;

namespace Penstock.LakeLayers.Tests.ObjectStores;

/// <summary>What every object store must do. A backend's test class gives an empty store; the tests are the same.</summary>
public abstract class ObjectStoreCompliance : IDisposable
{
    /// <summary>For files of the test's own.</summary>
    protected TestFolder Folder { get; } = new();

    /// <summary>A store that no other test writes to.</summary>
    protected abstract Task<IObjectStore> OpenAsync();

    [Fact]
    public async Task A_committed_object_is_there_with_its_bytes_size_and_metadata()
    {
        var store = await OpenAsync();
        var metadata = new Dictionary<string, string>
        {
            ["source-uri"] = "ftp%3A%2F%2Fhost%2Fa%20b.pdf",
            ["sha256"] = "abc",
            ["modified-at"] = "2026-11-21T10:00:00Z",
        };

        Assert.True(await PutAsync(store, "landing/a/b.bin", "hello", metadata));

        var found = await store.FindAsync("landing/a/b.bin");
        Assert.Equal("hello", await ReadAsync(store, "landing/a/b.bin"));
        Assert.Equal(("landing/a/b.bin", 5L), (found!.Key, found.Size));
        Assert.Equal(metadata.OrderBy(m => m.Key), found.Metadata.OrderBy(m => m.Key));
        Assert.InRange(found.ModifiedAt, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(5));
        Assert.DoesNotContain('"', found.ETag);
    }

    [Fact]
    public async Task What_was_never_written_is_absent()
    {
        var store = await OpenAsync();
        await PutAsync(store, "a/b", "x");

        Assert.Null(await store.FindAsync("a/c"));
        Assert.Null(await store.FindAsync("a"));
        var error = await Assert.ThrowsAsync<ObjectNotFoundException>(async () => await ReadAsync(store, "a/c"));
        Assert.Contains("a/c", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ObjectNotFoundException>(async () => await ReadAsync(store, "a"));
        await Assert.ThrowsAsync<ObjectNotFoundException>(() => store.FetchAsync("a/c"));
    }

    [Fact]
    public async Task A_staged_object_that_is_not_committed_is_never_seen()
    {
        var store = await OpenAsync();
        string path;
        await using (var staged = store.Stage())
        {
            await staged.Content.WriteAsync("draft"u8.ToArray());
            path = staged.LocalPath;
            Assert.Empty(await KeysAsync(store, ""));
        }

        Assert.False(File.Exists(path));
        Assert.Empty(await KeysAsync(store, ""));
    }

    [Fact]
    public async Task A_staged_file_may_be_written_by_someone_else()
    {
        var store = await OpenAsync();
        await using (var staged = store.Stage())
        {
            await File.WriteAllTextAsync(staged.LocalPath, "by another program");
            await staged.CommitAsync("raw/t/1.parquet");
        }

        Assert.Equal("by another program", await ReadAsync(store, "raw/t/1.parquet"));
    }

    [Fact]
    public async Task An_empty_object_is_an_object()
    {
        var store = await OpenAsync();
        await PutAsync(store, "empty", "");

        Assert.Equal(0, (await store.FindAsync("empty"))!.Size);
        Assert.Equal("", await ReadAsync(store, "empty"));
        using var copy = await store.FetchAsync("empty");
        Assert.Equal(0, new FileInfo(copy.Path).Length);
    }

    [Fact]
    public async Task An_object_is_replaced_whole_unless_only_absence_is_asked_for()
    {
        var store = await OpenAsync();
        Assert.True(await PutAsync(store, "k", "first, the longer one"));

        Assert.False(await PutAsync(store, "k", "second", onlyIfAbsent: true));
        Assert.Equal("first, the longer one", await ReadAsync(store, "k"));
        Assert.True(await PutAsync(store, "k", "third"));
        Assert.Equal("third", await ReadAsync(store, "k"));
    }

    [Fact]
    public async Task Of_twenty_writers_that_race_for_one_key_exactly_one_wins()
    {
        var store = await OpenAsync();
        for (var round = 0; round < 5; round++)
        {
            var key = $"race/{round}";
            var wins = await Task.WhenAll(
                Enumerable
                    .Range(0, 20)
                    .Select(w => Task.Run(() => PutAsync(store, key, $"writer {w}", onlyIfAbsent: true)))
            );

            var winner = Assert.Single(Enumerable.Range(0, 20), w => wins[w]);
            Assert.Equal($"writer {winner}", await ReadAsync(store, key));
        }
    }

    [Theory]
    [InlineData(8_000_000)]
    [InlineData(20_000_000)]
    public async Task Of_writers_of_large_objects_that_race_for_one_key_exactly_one_wins(int size)
    {
        var store = await OpenAsync();
        var wins = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(w =>
                    Task.Run(() => PutAsync(store, "race", new string((char)('a' + w), size), onlyIfAbsent: true))
                )
        );

        var winner = Assert.Single(Enumerable.Range(0, 4), w => wins[w]);
        Assert.Equal(new string((char)('a' + winner), size), await ReadAsync(store, "race"));
    }

    [Fact]
    public async Task Reading_begins_at_any_offset()
    {
        var store = await OpenAsync();
        await PutAsync(store, "k", "0123456789");

        Assert.Equal("3456789", await ReadAsync(store, "k", 3));
        Assert.Equal("9", await ReadAsync(store, "k", 9));
        Assert.Equal("", await ReadAsync(store, "k", 10));
        Assert.Equal("", await ReadAsync(store, "k", 1_000));
    }

    [Fact]
    public async Task Forty_megabytes_come_back_the_same()
    {
        var store = await OpenAsync();
        var bytes = new byte[40_000_000];
        new Random(1).NextBytes(bytes);
        await using (var staged = store.Stage())
        {
            await staged.Content.WriteAsync(bytes);
            await staged.CommitAsync("big", new Dictionary<string, string> { ["sha256"] = "x" });
        }

        Assert.Equal(
            (40_000_000L, "x"),
            ((await store.FindAsync("big"))!.Size, (await store.FindAsync("big"))!.Metadata["sha256"])
        );
        await using var all = await store.OpenReadAsync("big");
        Assert.Equal(SHA256.HashData(bytes), await SHA256.HashDataAsync(all));
        await using var tail = await store.OpenReadAsync("big", 39_000_001);
        Assert.Equal(SHA256.HashData(bytes.AsSpan(39_000_001)), await SHA256.HashDataAsync(tail));
        using var copy = await store.FetchAsync("big");
        await using var local = File.OpenRead(copy.Path);
        Assert.Equal(SHA256.HashData(bytes), await SHA256.HashDataAsync(local));
    }

    [Fact]
    public async Task A_large_object_is_not_written_over_an_object_that_is_there()
    {
        var store = await OpenAsync();
        await PutAsync(store, "big", "small");
        await using var staged = store.Stage();
        staged.Content.SetLength(40_000_000);

        Assert.False(await staged.CommitAsync("big", onlyIfAbsent: true));
        Assert.Equal("small", await ReadAsync(store, "big"));
    }

    [Fact]
    public async Task Listing_is_by_prefix_in_ordinal_order_over_page_borders()
    {
        var store = await OpenAsync();
        string[] keys =
        [
            "a-b",
            "a/b",
            "a/b-c",
            "a.c",
            "a/B",
            "a/b.d/e",
            "a0",
            "b/x+y=z%20@1",
            .. Enumerable.Range(0, 2_100).Select(i => $"many/{i % 7}/{i}"),
        ];
        await Parallel.ForEachAsync(
            keys,
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (k, _) => await PutAsync(store, k, k)
        );

        var order = keys.Order(StringComparer.Ordinal).ToList();
        Assert.Equal(order, await KeysAsync(store, ""));
        foreach (var prefix in new[] { "a", "a/", "a/b", "a/b.", "many/", "many/3/1", "b/x+y", "nothing/", "nothing" })
            Assert.Equal(
                order.Where(k => k.StartsWith(prefix, StringComparison.Ordinal)),
                await KeysAsync(store, prefix)
            );
        await foreach (var o in store.ListAsync("b/"))
            Assert.Equal(("b/x+y=z%20@1", 12L), (o.Key, o.Size));
    }

    [Fact]
    public async Task A_deleted_object_is_gone_and_deleting_again_is_no_error()
    {
        var store = await OpenAsync();
        await PutAsync(store, "x/y", "1");

        await store.DeleteAsync("x/y");
        await store.DeleteAsync("x/y");
        await store.DeleteAsync("never/was");

        Assert.Null(await store.FindAsync("x/y"));
        Assert.Empty(await KeysAsync(store, ""));
        Assert.True(await PutAsync(store, "x/y", "2", onlyIfAbsent: true));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    [InlineData("../outside")]
    [InlineData("a/../../outside")]
    [InlineData("a/./b")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("a\\b")]
    [InlineData("a\0b")]
    [InlineData("a b")]
    [InlineData("ä")]
    public async Task A_key_that_could_mean_another_place_is_refused(string key)
    {
        var store = await OpenAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => store.FindAsync(key));
        await Assert.ThrowsAsync<ArgumentException>(async () => await ReadAsync(store, key));
        await Assert.ThrowsAsync<ArgumentException>(() => store.FetchAsync(key));
        await Assert.ThrowsAsync<ArgumentException>(() => store.DeleteAsync(key));
        await Assert.ThrowsAsync<ArgumentException>(() => PutAsync(store, key, "x"));
    }

    [Theory]
    [InlineData("../")]
    [InlineData("/")]
    [InlineData("a//")]
    public async Task A_prefix_that_could_mean_another_place_is_refused(string prefix)
    {
        var store = await OpenAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => KeysAsync(store, prefix));
    }

    [Fact]
    public async Task Metadata_that_some_backend_could_not_keep_is_refused()
    {
        var store = await OpenAsync();
        Task<bool> Put(string name, string value) =>
            PutAsync(store, "k", "x", new Dictionary<string, string> { [name] = value });

        await Assert.ThrowsAsync<ArgumentException>(() => Put("Upper", "x"));
        await Assert.ThrowsAsync<ArgumentException>(() => Put("umlaut", "ä"));
        await Assert.ThrowsAsync<ArgumentException>(() => Put("line", "a\nb"));
        await Assert.ThrowsAsync<ArgumentException>(() => Put("long", new string('x', 2_048)));
        Assert.Null(await store.FindAsync("k"));
        Assert.True(await Put("long", new string('x', 2_000)));
    }

    [Fact]
    public async Task A_long_key_is_kept()
    {
        var store = await OpenAsync();
        var key = string.Join('/', Enumerable.Repeat(new string('k', 200), 4));
        await PutAsync(store, key, "x");

        Assert.Equal("x", await ReadAsync(store, key));
        Assert.Equal([key], await KeysAsync(store, key[..300]));
    }

    [Fact]
    public async Task The_doctors_check_passes_and_leaves_nothing()
    {
        var store = await OpenAsync();

        var findings = await ObjectStoreCheck.RunAsync(store);

        Assert.All(findings, f => Assert.True(f.Passed, $"{f.Name}: {f.Detail}"));
        Assert.Equal(7, findings.Count);
        Assert.Empty(await KeysAsync(store, ""));
    }

    [Fact]
    public async Task A_local_file_is_adopted_and_gone_and_kept_when_that_fails()
    {
        var store = await OpenAsync();
        var path = Folder["file"];
        await File.WriteAllTextAsync(path, "adopted");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            store.AdoptAsync(path, "k", cancellationToken: new CancellationToken(true))
        );
        Assert.Equal("adopted", await File.ReadAllTextAsync(path));
        Assert.Null(await store.FindAsync("k"));
        Assert.True(await store.AdoptAsync(path, "k"));
        Assert.False(File.Exists(path));
        Assert.Equal("adopted", await ReadAsync(store, "k"));
    }

    [Fact]
    public async Task Many_files_become_objects_at_once_and_those_already_there_are_left_alone()
    {
        var store = await OpenAsync();
        await PutAsync(store, "many/3", "before");

        var errors = await store.AdoptAllAsync([
            .. Enumerable.Range(0, 10).Select(i => FileOf($"{i}", new() { ["number"] = $"{i}" })),
        ]);

        Assert.All(errors, Assert.Null);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"many/{i}"), await KeysAsync(store, ""));
        Assert.Equal(["4", "before"], [await ReadAsync(store, "many/4"), await ReadAsync(store, "many/3")]);
        Assert.Equal("4", (await store.FindAsync("many/4"))!.Metadata["number"]);
        Assert.Empty(Directory.GetFiles(Folder["to-adopt"]));
    }

    [Fact]
    public async Task Of_many_files_each_is_told_its_own_fault_and_does_not_stop_the_others()
    {
        var store = await OpenAsync();
        var files = Enumerable.Range(0, 10).Select(i => FileOf($"{i}")).ToList();
        File.Delete(files[5].LocalPath);

        var errors = await store.AdoptAllAsync(files);

        Assert.NotNull(errors[5]);
        Assert.Equal(9, errors.Count(e => e is null));
        Assert.Equal(9, (await KeysAsync(store, "many/")).Count);
        Assert.Null(await store.FindAsync("many/5"));
    }

    [Fact]
    public async Task Many_files_of_one_key_are_one_object_and_none_when_cancelled()
    {
        var store = await OpenAsync();
        var files = Enumerable.Range(0, 6).Select(i => FileOf($"{i}") with { Key = "one" }).ToList();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            store.AdoptAllAsync(files, new CancellationToken(true))
        );
        Assert.Empty(await KeysAsync(store, ""));
        Assert.All(await store.AdoptAllAsync(files), Assert.Null);

        Assert.Equal(["one"], await KeysAsync(store, ""));
        Assert.Empty(Directory.GetFiles(Folder["to-adopt"]));
    }

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static async Task<bool> PutAsync(
        IObjectStore store,
        string key,
        string text,
        IReadOnlyDictionary<string, string>? metadata = null,
        bool onlyIfAbsent = false
    )
    {
        await using var staged = store.Stage();
        await staged.Content.WriteAsync(Encoding.UTF8.GetBytes(text));
        return await staged.CommitAsync(key, metadata, onlyIfAbsent);
    }

    private FileToAdopt FileOf(string text, Dictionary<string, string>? metadata = null)
    {
        Directory.CreateDirectory(Folder["to-adopt"]);
        var path = Path.Combine(Folder["to-adopt"], text);
        File.WriteAllText(path, text);
        return new FileToAdopt(path, $"many/{text}", metadata);
    }

    protected static async Task<string> ReadAsync(IObjectStore store, string key, long offset = 0)
    {
        await using var stream = await store.OpenReadAsync(key, offset);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    protected static async Task<List<string>> KeysAsync(IObjectStore store, string prefix)
    {
        var keys = new List<string>();
        await foreach (var o in store.ListAsync(prefix))
            keys.Add(o.Key);
        return keys;
    }
}
