using Dapper;
using Penstock.Core.Errors;
using Penstock.Core.Steps;
using Penstock.LakeLayers.Iceberg.Catalog;
using Penstock.LakeLayers.Maintenance;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Tests.Iceberg.Fixtures;

namespace Penstock.LakeLayers.Tests.Iceberg;

/// <summary>Tables that Spark, Trino and PyIceberg made, held against the rows that other readers agree on.</summary>
public sealed class OtherEnginesTests(FixtureLake fixtures) : IClassFixture<FixtureLake>
{
    // What is not read is said, when the table is registered or when it is read.
    private static readonly Dictionary<string, string> Refused = new()
    {
        ["avro"] = "files in AVRO are not read here",
        ["orc"] = "files in ORC are not read here",
        ["v3-dv"] = "files in PUFFIN are not read here",
        ["v3-ns"] = "columns of the type timestamptz_ns are not read here",
        ["v3-variant"] = "the type 'variant' is not read here",
    };

    private static readonly string[] ReadOnly = ["v3-default", "v3-lineage"];

    private Lake Lake => fixtures.Lake;

    public static TheoryData<string> Tables => [.. FixtureLake.Names];

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task A_table_is_read_right_at_each_snapshot_and_again_after_compaction(string name)
    {
        var fixture = fixtures.Table(name);
        if (Refused.TryGetValue(name, out var reason))
        {
            var error = await Assert.ThrowsAnyAsync<PenstockException>(async () =>
            {
                await RegisterAsync(fixture);
                await RowsAsync(fixture.Table);
            });
            Assert.Contains(reason, error.Message, StringComparison.Ordinal);
            return;
        }
        await RegisterAsync(fixture);

        Assert.Equal(fixture.Rows, await RowsAsync(fixture.Table));
        foreach (var (icebergId, rows) in fixture.Snapshots.Where(s => s.Key != fixture.Current))
        {
            if (await SnapshotAsync(fixture.Table, icebergId) is { } snapshot)
                Assert.Equal((icebergId, rows), (icebergId, await RowsAsync(snapshot)), Comparer);
        }
        if (fixture.Current is null)
            return;

        var compact = new CompactTable(Lake).RunAsync(
            new CompactOptions(fixture.Table),
            StepContext.Standalone("compact")
        );
        if (ReadOnly.Contains(name))
            Assert.Contains(
                fixture.Table.ToString(),
                (await Assert.ThrowsAnyAsync<PenstockException>(() => compact)).Message,
                StringComparison.Ordinal
            );
        else
            await compact;
        Assert.Equal(fixture.Rows, await RowsAsync(fixture.Table));
    }

    private static readonly IEqualityComparer<(long, IReadOnlyList<string>)> Comparer = EqualityComparer<(
        long,
        IReadOnlyList<string>
    )>.Create((a, b) => a.Item1 == b.Item1 && a.Item2.SequenceEqual(b.Item2));

    private Task RegisterAsync(FixtureTable fixture) =>
        new IcebergCatalog(Lake, TimeProvider.System).RegisterAsync(
            fixture.Table,
            $"file:/tmp/penstock-fixture/lake/{fixture.Metadata}",
            CancellationToken.None
        );

    private async Task<TableSnapshot?> SnapshotAsync(TableName table, long icebergId)
    {
        await using var connection = await Lake.Metadata.DataSource.OpenConnectionAsync();
        var id = await connection.QuerySingleOrDefaultAsync<long?>(
            "SELECT id FROM lake.snapshot WHERE zone = @Zone AND name = @Name AND iceberg_id = @icebergId",
            new
            {
                table.Zone,
                table.Name,
                icebergId,
            }
        );
        return id is { } found ? await Lake.Tables.FindAsync(found) : null;
    }

    private async Task<IReadOnlyList<string>> RowsAsync(TableName table)
    {
        await using var job = Lake.OpenJob(new LakeJobOptions { ReadOnly = true });
        Assert.True(await job.AttachCurrentAsync(table));
        return await RowsAsync(job, $"SELECT * FROM {table}");
    }

    private async Task<IReadOnlyList<string>> RowsAsync(TableSnapshot snapshot)
    {
        await using var job = Lake.OpenJob(new LakeJobOptions { ReadOnly = true });
        await job.AttachTableAsync(snapshot, "t");
        return await RowsAsync(job, "SELECT * FROM t");
    }

    private static async Task<IReadOnlyList<string>> RowsAsync(LakeJob job, string sql) =>
        [.. (await job.QueryAsync(sql)).Rows.Select(CanonicalJson.Of).Order(StringComparer.Ordinal)];
}
