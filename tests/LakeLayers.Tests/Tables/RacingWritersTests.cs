using Penstock.Iceberg.Metadata;
using Penstock.LakeLayers.Iceberg;
using Penstock.LakeLayers.Iceberg.Catalog;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Tests.Query;
using Penstock.Testing;

namespace Penstock.LakeLayers.Tests.Tables;

public sealed class RacingWritersTests(PostgresFixture postgres)
{
    private const int Tables = 20,
        Rounds = 50;

    [Fact]
    public async Task Of_two_writers_that_race_a_thousand_times_one_wins_each_time_and_no_file_is_lost_or_doubled()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await using var job = lake.Lake.OpenJob();
        var written = await job.WriteAsync(TableName.Parse("raw.pattern"), "SELECT 1 AS a");
        for (var table = 0; table < Tables; table++)
        {
            var name = new TableName("raw", $"t{table}");
            var history = new List<(long Id, long? Parent, string Key)>();
            for (var round = 0; round < Rounds; round++)
            {
                var parent = history.Count == 0 ? (long?)null : history[^1].Id;
                var results = await Task.WhenAll(Attempt(parent, $"{round}-a"), Attempt(parent, $"{round}-b"));
                history.Add(Assert.Single(results.OfType<(long Id, long? Parent, string Key)>()));
            }
            await CheckAsync(lake, name, history);

            async Task<(long Id, long? Parent, string Key)?> Attempt(long? parent, string key)
            {
                var file = written.Files[0] with { Key = $"{name.Zone}/{name.Name}/data/{key}.parquet" };
                await using var transaction = await lake.Lake.Metadata.BeginAsync();
                try
                {
                    var id = await lake.Lake.Tables.PublishAsync(
                        transaction,
                        Guid.NewGuid(),
                        new SnapshotDraft(
                            name,
                            parent,
                            key,
                            written.Schema,
                            written.Columns,
                            [file],
                            KeepsParentFiles: true
                        )
                    );
                    await transaction.CommitAsync();
                    return (id, parent, file.Key);
                }
                catch (SnapshotConflictException)
                {
                    return null;
                }
            }
        }
    }

    /// <summary>Compares what the winners were told with what the catalogue, its index and the table's own files say.</summary>
    private static async Task CheckAsync(
        TestLake lake,
        TableName name,
        List<(long Id, long? Parent, string Key)> history
    )
    {
        var keys = history.Select(h => h.Key).ToList();
        Assert.Equal(keys, (await lake.Lake.Tables.FindCurrentAsync(name))!.Files.Select(f => f.Key));
        var (metadata, _) = await lake.Catalog.LoadAsync(name, default);
        var table = TableMetadata.Parse(metadata);
        Assert.Equal(
            history.Select(h => (h.Id, h.Parent)),
            table.Snapshots.Select(s => (s.SnapshotId, s.ParentSnapshotId))
        );
        var reader = new TableReader(lake.Lake.Objects);
        var live = new List<string>();
        foreach (var manifest in await reader.ManifestsAsync(table.Current!, default))
            live.AddRange(
                (await reader.EntriesAsync(manifest, withStatistics: false, default))
                    .Where(e => e.IsLive)
                    .Select(e => lake.Lake.Objects.KeyOf(e.File.Path))
            );
        Assert.Equal(keys.Order(), live.Order());
    }
}
