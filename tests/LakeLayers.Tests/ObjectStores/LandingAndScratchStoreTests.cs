using Penstock.Core.Errors;
using Penstock.LakeLayers.ObjectStores;
using Penstock.Testing;

namespace Penstock.LakeLayers.Tests.ObjectStores;

/// <summary>One lake's landing under another one's zones.</summary>
public sealed class LandingAndScratchStoreTests
{
    [Fact]
    public async Task Landing_is_read_and_never_changed_and_everything_else_goes_to_the_other_place()
    {
        using var folder = new TestFolder();
        using var landing = new LocalDiskObjectStore(folder["lake"]);
        using var scratch = new LocalDiskObjectStore(folder["scratch"]);
        var both = new LandingAndScratchStore(landing, scratch);
        await PutAsync(landing, "landing/feed/x.bin");

        await PutAsync(both, "raw/t/data/x.parquet");

        Assert.NotNull(await both.FindAsync("landing/feed/x.bin"));
        Assert.NotNull(await scratch.FindAsync("raw/t/data/x.parquet"));
        Assert.Null(await landing.FindAsync("raw/t/data/x.parquet"));
        Assert.False(await PutAsync(both, "landing/feed/x.bin", onlyIfAbsent: true));
        await Assert.ThrowsAsync<PenstockException>(() => PutAsync(both, "landing/feed/new.bin", onlyIfAbsent: true));
        await Assert.ThrowsAsync<PenstockException>(() => PutAsync(both, "landing/feed/x.bin"));
        await Assert.ThrowsAsync<PenstockException>(() => both.DeleteAsync("landing/feed/x.bin"));
        Assert.NotNull(await landing.FindAsync("landing/feed/x.bin"));
    }

    private static async Task<bool> PutAsync(IObjectStore store, string key, bool onlyIfAbsent = false)
    {
        await using var staged = store.Stage();
        await staged.Content.WriteAsync("bytes"u8.ToArray());
        return await staged.CommitAsync(key, onlyIfAbsent: onlyIfAbsent);
    }
}
