using Penstock.Core.Errors;
using Penstock.LakeLayers.Maintenance;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Tests.Query;
using Penstock.Testing;

namespace Penstock.LakeLayers.Tests.Maintenance;

/// <summary>Removing what no table names, and nothing else.</summary>
public sealed class SweepOrphansTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Files_that_a_failed_step_left_are_removed_once_they_are_old_and_landing_is_left_alone()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await lake.PublishAsync("raw.t", "SELECT 1 AS a");
        await using (var job = lake.Lake.OpenJob())
            await job.WriteAsync(TableName.Parse("raw.t"), "SELECT 'never published' AS a");
        await PutAsync(lake, "landing/feed/ab/abc/x.bin");
        await PutAsync(lake, "presentation/gone/data/x.parquet");

        var young = await new SweepOrphans(lake.Lake, TimeProvider.System).RunAsync(new SweepOptions());
        Assert.Equal((0L, 2L), (young.Sum(z => z.Removed), young.Sum(z => z.Young)));
        var told = await new SweepOrphans(lake.Lake, TimeProvider.System).RunAsync(
            new SweepOptions { OlderThan = TimeSpan.Zero, DryRun = true }
        );
        var swept = await new SweepOrphans(lake.Lake, TimeProvider.System).RunAsync(
            new SweepOptions { OlderThan = TimeSpan.Zero }
        );

        Assert.Equal(told, swept);
        Assert.Equal(
            [("raw", 5L, 1L), ("refined", 0L, 0L), ("presentation", 1L, 1L), ("quarantine", 0L, 0L)],
            swept.Select(z => (z.Zone, z.Objects, z.Removed))
        );
        Assert.True(swept.All(z => z.Removed == 0 || z.Bytes > 0));
        Assert.NotNull(await lake.Lake.Objects.FindAsync("landing/feed/ab/abc/x.bin"));
        Assert.Equal(
            0,
            (
                await new SweepOrphans(lake.Lake, TimeProvider.System).RunAsync(
                    new SweepOptions { OlderThan = TimeSpan.Zero }
                )
            ).Sum(z => z.Removed)
        );
    }

    [Fact]
    public async Task A_sweep_that_cannot_know_what_a_table_needs_removes_nothing()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await lake.PublishAsync("raw.t", "SELECT 1 AS a");
        await PutAsync(lake, "raw/orphan/x.parquet");
        string? list = null;
        await foreach (var found in lake.Lake.Objects.ListAsync("raw/t-"))
            list = found.Key.Contains("/snap-", StringComparison.Ordinal) ? found.Key : list;
        await lake.Lake.Objects.DeleteAsync(list!);

        await Assert.ThrowsAsync<ObjectNotFoundException>(() =>
            new SweepOrphans(lake.Lake, TimeProvider.System).RunAsync(new SweepOptions { OlderThan = TimeSpan.Zero })
        );

        Assert.NotNull(await lake.Lake.Objects.FindAsync("raw/orphan/x.parquet"));
        await Assert.ThrowsAsync<UsageException>(() =>
            new SweepOrphans(lake.Lake, TimeProvider.System).RunAsync(
                new SweepOptions { OlderThan = TimeSpan.FromDays(-1) }
            )
        );
    }

    private static async Task PutAsync(TestLake lake, string key)
    {
        await using var staged = lake.Lake.Objects.Stage();
        await staged.Content.WriteAsync("bytes"u8.ToArray());
        await staged.CommitAsync(key);
    }
}
