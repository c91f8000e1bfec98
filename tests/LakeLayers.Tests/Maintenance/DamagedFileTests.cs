using Penstock.Core.Errors;
using Penstock.LakeLayers.Maintenance;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Tests.Query;
using Penstock.LakeLayers.Zones;
using Penstock.Testing;

namespace Penstock.LakeLayers.Tests.Maintenance;

/// <summary>A file of a table that is gone or was damaged is named; no wrong rows are ever read from it.</summary>
public sealed class DamagedFileTests(PostgresFixture postgres)
{
    private const string Rows = "SELECT i, md5(i::VARCHAR) AS text FROM range(20000) t(i)";

    [Fact]
    public async Task Every_bit_counts()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var (key, path) = await PublishAsync(lake, "raw.t");
        var (whole, time) = (await File.ReadAllBytesAsync(path), File.GetLastWriteTimeUtc(path));
        var random = new Random(1);
        for (var i = 0; i < 20; i++)
        {
            var bytes = whole.ToArray();
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            Put(path, bytes, time);

            var error = await Assert.ThrowsAsync<DamagedFileException>(() =>
                new ZoneQueries(lake.Lake).SqlAsync("SELECT count(*), sum(i), min(text) FROM raw.t")
            );

            Assert.Equal(key, error.Subject);
            Assert.Contains("raw.t", error.Message, StringComparison.Ordinal);
        }
        Put(path, whole, time);
        Assert.Equal(20_000L, (await new ZoneQueries(lake.Lake).SqlAsync("SELECT count(*) FROM raw.t")).Rows[0][0]);
    }

    [Theory]
    [InlineData("cut short", "bytes and was written with")]
    [InlineData("gone", "it is not there")]
    public async Task What_is_gone_or_cut_short_is_named_with_its_table(string how, string said)
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var (key, path) = await PublishAsync(lake, "refined.t");
        if (how == "gone")
            File.Delete(path);
        else
            Put(path, (await File.ReadAllBytesAsync(path))[..^100], DateTime.UtcNow);

        var error = await Assert.ThrowsAsync<DamagedFileException>(() =>
            new ZoneQueries(lake.Lake).SqlAsync("FROM refined.t LIMIT 1")
        );

        Assert.Equal(key, error.Subject);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_deletes_counts_as_well()
    {
        await using var world = await Models.ModelWorld.CreateAsync(postgres);
        world.Project.Model(
            "refined.t",
            "{{ config(materialized='incremental', unique_key='i') }} SELECT i, {{ var('v', 1) }} AS v FROM range(100) t(i)"
        );
        await world.RunAsync();
        await world.RunAsync(
            new Models.RunModelsOptions(world.Project.Path)
            {
                Force = true,
                Variables = new Dictionary<string, string> { ["v"] = "2" },
            }
        );
        var deletes = (await world.CurrentAsync("refined.t"))!.Deletes[0].Key;
        var path = Path.Combine(world.StoreFolder, "objects", deletes);
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[bytes.Length / 2] ^= 4;
        Put(path, bytes, DateTime.UtcNow);

        Assert.Equal(
            deletes,
            (await Assert.ThrowsAsync<DamagedFileException>(() => world.RowsAsync("refined.t"))).Subject
        );
    }

    [Fact]
    public async Task Without_the_check_only_the_size_counts()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var (_, path) = await PublishAsync(lake, "raw.t");
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[^1] ^= 1; // The format's last mark: the query engine itself refuses it.
        Put(path, bytes, DateTime.UtcNow);
        var unchecking = new Lake(lake.Lake.Objects, lake.Lake.Steps, lake.Lake.Options with { VerifyReads = false });

        await Assert.ThrowsAsync<LakeLayers.Query.DuckDb.DuckDbException>(() =>
            new ZoneQueries(unchecking).SqlAsync("FROM raw.t LIMIT 1")
        );
    }

    [Fact]
    public async Task A_verification_finds_what_is_damaged_now_and_in_the_past_and_reads_all_tables()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var (old, oldPath) = await PublishAsync(lake, "raw.t");
        var (now, nowPath) = await PublishAsync(lake, "raw.t");
        await PublishAsync(lake, "refined.good");
        var verify = new VerifyTables(lake.Lake);
        Assert.All(await verify.RunAsync([]), t => Assert.Empty(t.Damaged));

        File.Delete(oldPath);
        var bytes = await File.ReadAllBytesAsync(nowPath);
        bytes[1000] ^= 1;
        Put(nowPath, bytes, File.GetLastWriteTimeUtc(nowPath));
        var found = await verify.RunAsync([]);

        Assert.Equal(
            [("raw.t", 2, 2), ("refined.good", 1, 0)],
            found.Select(t => (t.Table.ToString(), t.Files, t.Damaged.Count))
        );
        Assert.Equal(new[] { old, now }.Order(StringComparer.Ordinal), found[0].Damaged.Select(d => d.Subject));
        Assert.Empty((await verify.RunAsync([TableName.Parse("refined.good")]))[0].Damaged);
        await Assert.ThrowsAsync<UsageException>(() => verify.RunAsync([TableName.Parse("refined.nothing")]));
    }

    private static async Task<(string Key, string Path)> PublishAsync(TestLake lake, string table)
    {
        var key = (await lake.PublishAsync(table, Rows)).Files[0].Key;
        return (key, Path.Combine(lake.StoreFolder, "objects", key));
    }

    private static void Put(string path, byte[] bytes, DateTime time)
    {
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllBytes(path, bytes);
        File.SetLastWriteTimeUtc(path, time);
    }
}
