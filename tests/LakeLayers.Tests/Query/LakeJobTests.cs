using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Tables;
using Penstock.Testing;

namespace Penstock.LakeLayers.Tests.Query;

public class LakeJobTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_written_table_reads_back_as_a_view_with_its_types()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var snapshot = await lake.PublishAsync(
            "raw.things",
            "SELECT i::INTEGER AS n, {a: i, b: ['x']} AS nested, 1.25::DECIMAL(9,2) AS price FROM range(5000) r(i)"
        );
        await using var job = lake.Lake.OpenJob();
        await job.AttachTableAsync(snapshot, "things");

        Assert.Equal(5000, job.Session.Scalar<long>("SELECT count(*) FROM things WHERE nested.b[1] = 'x'"));
        Assert.Equal(["n", "nested", "price"], snapshot.Schema.Select(c => c.Name));
        Assert.Equal("DECIMAL(9,2)", snapshot.Schema[2].Type);
        Assert.Matches("^raw/things-[0-9a-f]{32}/data/[0-9a-f]{32}.parquet$", snapshot.Files.Single().Key);
        Assert.Equal(5000, snapshot.Rows);
    }

    [Fact]
    public async Task Files_of_different_age_read_as_the_tables_schema()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await lake.PublishAsync("raw.things", "SELECT 1::INTEGER AS n, {a: 1::INTEGER} AS s, [{x: 1::INTEGER}] AS l");
        var snapshot = await lake.PublishAsync(
            "raw.things",
            "SELECT 3000000000 AS n, {a: 5000000000, b: 'new'} AS s, [{x: NULL::INTEGER, y: 'z'}] AS l, true AS added, NULL::DATE AS later",
            append: true
        );
        await using var job = lake.Lake.OpenJob();
        await job.AttachTableAsync(snapshot, "things", "raw");

        var rows = job.Session.Query("SELECT n, s.a, s.b, l[1].x, l[1].y, added, later FROM raw.things").Rows;
        Assert.Equal([1L, 1L, null, 1, null, null, null], rows[0]);
        Assert.Equal([3000000000L, 5000000000L, "new", null, "z", true, null], rows[1]);
    }

    [Fact]
    public async Task An_empty_table_is_a_view_without_rows()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var snapshot = await lake.PublishAsync("raw.nothing", "SELECT 1 AS n, {a: 'x'} AS s WHERE false");
        Assert.Empty(snapshot.Files);
        await using var job = lake.Lake.OpenJob();
        await job.AttachTableAsync(snapshot, "nothing");
        Assert.Equal(["n", "s"], job.Session.Query("FROM nothing").Columns.Select(c => c.Name));
    }

    [Fact]
    public async Task A_job_leaves_no_scratch_and_takes_a_dead_ones_with_it()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var dead = Directory.CreateDirectory(Path.Combine(lake.Scratch, "job-dead"));
        await File.WriteAllTextAsync(Path.Combine(dead.FullName, "spill"), "x");
        await File.WriteAllTextAsync(dead.FullName + ".lock", "");
        await using (var living = lake.Lake.OpenJob())
        await using (var other = lake.Lake.OpenJob())
        {
            Assert.True(Directory.Exists(living.Folder));
            Assert.True(Directory.Exists(other.Folder));
            Assert.False(dead.Exists && Directory.Exists(dead.FullName));
        }
        Assert.Empty(Directory.EnumerateFileSystemEntries(lake.Scratch));
    }

    [Fact]
    public async Task A_failing_or_cancelled_write_leaves_no_object_and_nothing_staged()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await using var job = lake.Lake.OpenJob();
        await Assert.ThrowsAsync<DuckDbException>(() =>
            job.WriteAsync(
                TableName.Parse("raw.bad"),
                "SELECT (CASE WHEN i = 999999 THEN 'x' ELSE '1' END)::INTEGER AS n FROM range(1000000) r(i)"
            )
        );
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            job.WriteAsync(
                TableName.Parse("raw.bad"),
                "SELECT md5(i::VARCHAR) AS h FROM range(1000000000) r(i)",
                cancellationToken: cancel.Token
            )
        );
        Assert.False(File.Exists(job.Lake.Objects.Stage().LocalPath));
        Assert.Empty(Directory.EnumerateFiles(Path.GetDirectoryName(job.Lake.Objects.Stage().LocalPath)!));
        Assert.Empty(await job.Lake.Objects.ListAsync("").ToListAsync());
    }

    [Fact]
    public async Task The_session_cannot_read_objects_that_were_not_fetched_for_it()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var snapshot = await lake.PublishAsync("raw.secret", "SELECT 42 AS n");
        using var copy = await lake.Lake.Objects.FetchAsync(snapshot.Files[0].Key);
        await using var job = lake.Lake.OpenJob();
        Assert.Throws<DuckDbException>(() => job.Session.Query($"FROM read_parquet('{copy.Path}')"));
    }
}
