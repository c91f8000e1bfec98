using Penstock.Core.Errors;
using Penstock.LakeLayers.ObjectStores;

namespace Penstock.LakeLayers.Tests.ObjectStores;

public class LocalDiskObjectStoreTests : ObjectStoreCompliance
{
    protected override Task<IObjectStore> OpenAsync() => Task.FromResult<IObjectStore>(Open(durable: false));

    [Fact]
    public async Task A_fetched_object_is_the_file_itself_and_survives_disposal()
    {
        var store = await OpenAsync();
        await PutAsync(store, "k", "x");
        (await store.FetchAsync("k")).Dispose();

        Assert.Equal("x", await ReadAsync(store, "k"));
    }

    [Fact]
    public async Task Scratch_files_of_a_dead_process_are_swept_and_those_of_a_living_one_are_kept()
    {
        using var living = new LocalDiskObjectStore(Folder["lake"]);
        var mine = living.Stage();
        await mine.Content.WriteAsync("mine"u8.ToArray());
        // What a killed process leaves: its folder, and a lock file that nobody holds.
        var dead = Directory.CreateDirectory(Path.Combine(Folder["lake"], "staging", "0123456789abcdef"));
        await File.WriteAllTextAsync(Path.Combine(dead.FullName, "half"), "half");
        await File.WriteAllTextAsync(dead.FullName + ".lock", "");

        using var next = new LocalDiskObjectStore(Folder["lake"]);

        Assert.False(Directory.Exists(dead.FullName));
        Assert.False(File.Exists(dead.FullName + ".lock"));
        Assert.True(await mine.CommitAsync("k"));
        Assert.Equal("mine", await ReadAsync(next, "k"));
    }

    [Fact]
    public async Task A_key_below_or_above_an_object_is_refused_and_nothing_is_lost()
    {
        var store = await OpenAsync();
        await PutAsync(store, "a", "object");
        await PutAsync(store, "f/g", "object");

        await Assert.ThrowsAsync<PenstockException>(() => PutAsync(store, "a/b", "x"));
        await Assert.ThrowsAsync<PenstockException>(() => PutAsync(store, "f", "x"));
        Assert.Equal(["a", "f/g"], await KeysAsync(store, ""));
    }

    [Fact]
    public async Task A_file_of_another_file_system_is_adopted_with_its_metadata()
    {
        var store = await OpenAsync();
        var foreign = Path.Combine("/dev/shm", $"penstock-{Guid.NewGuid():N}");
        await File.WriteAllTextAsync(foreign, "from memory");

        Assert.True(
            await store.AdoptAsync(foreign, "k", new Dictionary<string, string> { ["a"] = "b" }, onlyIfAbsent: true)
        );

        Assert.False(File.Exists(foreign));
        Assert.Equal("from memory", await ReadAsync(store, "k"));
        Assert.Equal("b", (await store.FindAsync("k"))!.Metadata["a"]);
    }

    [Fact]
    public async Task A_full_disk_is_told_from_other_faults_and_leaves_no_object()
    {
        var store = await OpenAsync();
        // A link to /dev/full: every write to it fails with "no space left".
        var path = Folder["full"];
        File.CreateSymbolicLink(path, "/dev/full");
        await using (var staged = new StagedObject(store, path))
        {
            var fault = await Assert.ThrowsAsync<IOException>(async () =>
                await staged.Content.WriteAsync(new byte[10])
            );
            Assert.True(DiskFull.Is(fault));
            Assert.Contains(path, DiskFull.Explain(path, fault).Message, StringComparison.Ordinal);
        }
        Assert.Empty(await KeysAsync(store, ""));
    }

    [Fact]
    public async Task Durable_writes_race_replace_and_delete_alike()
    {
        using var store = Open(durable: true);
        var wins = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(w => Task.Run(() => PutAsync(store, "new/folder/k", $"writer {w}", onlyIfAbsent: true)))
        );

        Assert.Single(wins, w => w);
        Assert.True(await PutAsync(store, "new/folder/k", "replaced"));
        Assert.Equal("replaced", await ReadAsync(store, "new/folder/k"));
        await store.DeleteAsync("new/folder/k");
        Assert.Empty(await KeysAsync(store, ""));
    }

    private LocalDiskObjectStore Open(bool durable) =>
        new(Folder["lake"], new LocalDiskStoreOptions { Durable = durable });
}
