using Penstock.LakeLayers.ObjectStores;

namespace Penstock.LakeLayers.Tests.ObjectStores;

/// <summary>The suite again with every sync, as lakes run: the ways through the store differ.</summary>
public class DurableLocalDiskTests : ObjectStoreCompliance
{
    protected override Task<IObjectStore> OpenAsync() =>
        Task.FromResult<IObjectStore>(new LocalDiskObjectStore(Folder["lake"]));

    [Fact]
    public async Task Files_of_another_file_system_are_adopted_among_others()
    {
        var store = await OpenAsync();
        var foreign = Path.Combine("/dev/shm", $"penstock-{Guid.NewGuid():N}");
        await File.WriteAllTextAsync(foreign, "from memory");
        List<FileToAdopt> files = [new(foreign, "foreign")];
        for (var i = 0; i < 5; i++)
        {
            files.Add(new(Folder[$"{i}"], $"k{i}"));
            await File.WriteAllTextAsync(files[^1].LocalPath, $"{i}");
        }

        Assert.All(await store.AdoptAllAsync(files), Assert.Null);

        Assert.False(File.Exists(foreign));
        Assert.Equal("from memory", await ReadAsync(store, "foreign"));
        Assert.Equal(6, (await KeysAsync(store, "")).Count);
    }
}
