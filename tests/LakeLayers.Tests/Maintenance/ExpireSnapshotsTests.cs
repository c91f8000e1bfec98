using Penstock.Iceberg.Changes;
using Penstock.Iceberg.Metadata;
using Penstock.LakeLayers.Iceberg.Catalog;
using Penstock.LakeLayers.Maintenance;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Tests.Iceberg;
using Penstock.LakeLayers.Tests.Query;
using Penstock.LakeLayers.Zones;
using Penstock.Testing;

namespace Penstock.LakeLayers.Tests.Maintenance;

/// <summary>Forgetting old snapshots, and then removing what nothing names.</summary>
public sealed class ExpireSnapshotsTests(PostgresFixture postgres)
{
    private static readonly TableName Table = TableName.Parse("refined.t");
    private static readonly SweepOptions AnyAge = new() { OlderThan = TimeSpan.Zero };

    [Fact]
    public async Task Old_snapshots_are_forgotten_and_a_sweep_then_removes_what_only_they_had()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var old = new List<TableSnapshot>();
        for (var i = 0; i < 3; i++)
            old.Add(await lake.PublishAsync("refined.t", $"SELECT {i} AS a"));
        var kept = await lake.PublishAsync("refined.t", "SELECT 3 AS a");
        var current = await lake.PublishAsync("refined.t", "SELECT 4 AS a", append: true);

        var expired = Assert.Single(await ExpireAsync(lake, keep: 2));
        var swept = await new SweepOrphans(lake.Lake, TimeProvider.System).RunAsync(AnyAge);

        Assert.Equal([old[2].Id, old[1].Id, old[0].Id], expired.Expired);
        Assert.Equal((2, 3, old.Sum(s => s.Bytes)), (expired.Kept, expired.Files, expired.Bytes));
        // Three data files, three manifests that add them and two that remove one, three lists, and all metadata files but the last two.
        Assert.Equal(3 + 3 + 2 + 3 + 4, swept.Single(z => z.Zone == "refined").Removed);
        foreach (var file in old.SelectMany(s => s.Files))
            Assert.Null(await lake.Lake.Objects.FindAsync(file.Key));
        Assert.Equal(
            [kept.Files[0].Key, current.Files[1].Key],
            (await lake.Lake.Tables.FindCurrentAsync(Table))!.Files.Select(f => f.Key)
        );
        Assert.Equal(kept.Files[0].Key, (await lake.Lake.Tables.FindAsync(kept.Id))!.Files.Single().Key);
        Assert.Equal("""[{"a":3},{"a":4}]""", (await ReadElsewhereAsync(lake)).ToJsonString());
        Assert.Equal([current.Id, kept.Id], (await new History(lake.Lake).ListAsync(Table)).Select(s => s.Id));
    }

    [Fact]
    public async Task Who_asks_for_an_expired_snapshot_is_told_that_it_was()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var old = await lake.PublishAsync("refined.t", "SELECT 1 AS a");
        await lake.PublishAsync("refined.t", "SELECT 2 AS a");
        await ExpireAsync(lake, keep: 1);

        var error = await Assert.ThrowsAsync<SnapshotExpiredException>(() => lake.Lake.Tables.FindAsync(old.Id));
        Assert.Contains($"snapshot {old.Id} of refined.t", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SnapshotExpiredException>(() =>
            lake.Lake.Tables.FindAsOfAsync(Table, old.CommittedAt)
        );
    }

    [Fact]
    public async Task What_is_young_current_tagged_or_held_is_kept()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var tagged = await lake.PublishAsync("refined.t", "SELECT 1 AS a");
        var held = await lake.PublishAsync("refined.t", "SELECT 2 AS a");
        var over = await lake.PublishAsync("refined.t", "SELECT 3 AS a");
        var current = await lake.PublishAsync("refined.t", "SELECT 4 AS a");
        var catalog = lake.Catalog;
        await catalog.CommitAsync(
            [new TableChange(Table, [], [new SetSnapshotRef("audited", "tag", tagged.Id)])],
            default
        );

        Assert.Empty(await ExpireAsync(lake, keep: 1, olderThan: TimeSpan.FromDays(7)));
        var expired = await ExpireAsync(lake, keep: 1, held: [held.Id]);

        Assert.Equal([over.Id], expired.Single().Expired);
        await new SweepOrphans(lake.Lake, TimeProvider.System).RunAsync(AnyAge);
        foreach (var id in new[] { tagged.Id, held.Id, current.Id })
            Assert.NotNull(await lake.Lake.Objects.FindAsync((await lake.Lake.Tables.FindAsync(id))!.Files[0].Key));
    }

    [Fact]
    public async Task A_dry_run_says_what_would_go_and_changes_nothing()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var old = await lake.PublishAsync("refined.t", "SELECT 1 AS a");
        await lake.PublishAsync("refined.t", "SELECT 2 AS a");

        var told = Assert.Single(
            await new ExpireSnapshots(lake.Lake, TimeProvider.System).RunAsync(
                new ExpireSnapshotsOptions
                {
                    OlderThan = TimeSpan.Zero,
                    Keep = 1,
                    DryRun = true,
                }
            )
        );
        Assert.Equal((old.Id, 1L), (told.Expired.Single(), told.Files));
        Assert.NotNull(await lake.Lake.Tables.FindAsync(old.Id));
        Assert.Equal(0, (await new SweepOrphans(lake.Lake, TimeProvider.System).RunAsync(AnyAge)).Sum(z => z.Removed));
    }

    [Fact]
    public async Task A_dropped_tables_files_go_when_its_snapshots_are_old_enough()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var dropped = await lake.PublishAsync("refined.t", "SELECT 1 AS a");
        await lake.Catalog.DropAsync(Table, default);
        var again = await lake.PublishAsync("refined.t", "SELECT 2 AS a");

        await ExpireAsync(lake, keep: 1);
        await new SweepOrphans(lake.Lake, TimeProvider.System).RunAsync(AnyAge);

        Assert.Null(await lake.Lake.Objects.FindAsync(dropped.Files[0].Key));
        Assert.NotNull(await lake.Lake.Objects.FindAsync(again.Files[0].Key));
        Assert.Equal("""[{"a":2}]""", (await ReadElsewhereAsync(lake)).ToJsonString());
    }

    private static Task<IReadOnlyList<ExpiredTable>> ExpireAsync(
        TestLake lake,
        int keep,
        TimeSpan? olderThan = null,
        long[]? held = null
    ) =>
        new ExpireSnapshots(lake.Lake, TimeProvider.System).RunAsync(
            new ExpireSnapshotsOptions
            {
                OlderThan = olderThan ?? TimeSpan.Zero,
                Keep = keep,
                Held = held?.ToHashSet() ?? [],
            }
        );

    private static async Task<System.Text.Json.Nodes.JsonArray> ReadElsewhereAsync(TestLake lake) =>
        await Icebird.ReadAsync((await lake.Catalog.LoadAsync(Table, default)).Location);
}
