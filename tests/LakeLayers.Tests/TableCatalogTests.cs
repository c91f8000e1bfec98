using Penstock.LakeLayers.Tables;
using Penstock.Testing;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace Penstock.LakeLayers.Tests;

public class TableCatalogTests(PostgresFixture postgres)
{
    private static readonly TableName Table = TableName.Parse("raw.things");

    [Fact]
    public async Task An_append_keeps_the_parents_files_and_a_replacement_does_not()
    {
        await using var store = await postgres.CreateLakeMetadataAsync();
        var catalog = new TableCatalog(store);
        async Task<long> Publish(long? parent, string key, bool keep)
        {
            await using var tx = await store.BeginAsync();
            var id = await TableCatalog.PublishAsync(tx, Guid.NewGuid(), new SnapshotDraft(Table, parent, key, [new("a", "BIGINT")], [new DataFile(key, 1, 10)], keep));
            await tx.CommitAsync();
            return id;
        }

        var first = await Publish(null, "raw/things/data/1", keep: true);
        var second = await Publish(first, "raw/things/data/2", keep: true);
        var third = await Publish(second, "raw/things/data/3", keep: false);

        Assert.Equal(["raw/things/data/1", "raw/things/data/2"], (await catalog.FindAsync(second))!.Files.Select(f => f.Key));
        Assert.Equal(["raw/things/data/3"], (await catalog.FindCurrentAsync(Table))!.Files.Select(f => f.Key));
        Assert.Equal(third, (await catalog.FindCurrentAsync(Table))!.Id);
        await Assert.ThrowsAsync<SnapshotConflictException>(() => Publish(first, "raw/things/data/4", keep: true));
    }
}
