using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Tests.Query;
using Penstock.Testing;

namespace Penstock.LakeLayers.Tests.Tables;

public class TableCatalogTests(PostgresFixture postgres)
{
    private static readonly TableName Table = TableName.Parse("raw.things");

    [Fact]
    public async Task An_append_keeps_the_parents_files_and_a_replacement_does_not()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var first = await lake.PublishAsync("raw.things", "SELECT 1 AS a");
        var second = await lake.PublishAsync("raw.things", "SELECT 2 AS a", append: true);
        var third = await lake.PublishAsync("raw.things", "SELECT 3 AS a");

        Assert.Equal(
            [first.Files[0].Key, second.Files[1].Key],
            (await lake.Lake.Tables.FindAsync(second.Id))!.Files.Select(f => f.Key)
        );
        var current = await lake.Lake.Tables.FindCurrentAsync(Table);
        Assert.Equal((third.Id, third.Files.Single().Key), (current!.Id, current.Files.Single().Key));
    }

    [Fact]
    public async Task Who_publishes_on_a_snapshot_that_is_no_longer_the_current_one_is_refused_and_nothing_changes()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var first = await lake.PublishAsync("raw.things", "SELECT 1 AS a");
        var second = await lake.PublishAsync("raw.things", "SELECT 2 AS a", append: true);
        await using var transaction = await lake.Lake.Metadata.BeginAsync();
        var late = new SnapshotDraft(
            Table,
            first.Id,
            "late",
            first.Schema,
            first.Columns,
            first.Files,
            KeepsParentFiles: true
        );

        await Assert.ThrowsAsync<SnapshotConflictException>(() =>
            lake.Lake.Tables.PublishAsync(transaction, Guid.NewGuid(), late)
        );

        Assert.Equal(second.Id, (await lake.Lake.Tables.FindCurrentAsync(Table))!.Id);
    }
}
