using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Dapper;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.Core.Steps;
using Penstock.Iceberg.Metadata;
using Penstock.LakeLayers.Iceberg.Catalog;
using Penstock.LakeLayers.Maintenance;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Raw;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Tests.Iceberg;
using Penstock.LakeLayers.Tests.Query;
using Penstock.LakeLayers.Undo;
using Penstock.LakeLayers.Zones;
using Penstock.Lineage.Datasets;
using Penstock.Lineage.Stale;
using Penstock.Testing;

namespace Penstock.LakeLayers.Tests.Undo;

/// <summary>Retracting what one run published: that, all of that, and nothing else.</summary>
public sealed class UndoRunTests(PostgresFixture postgres)
{
    [Fact]
    public async Task All_tables_of_a_run_go_back_and_history_stays()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var (one, two) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await PublishAsync(lake, one, "raw.a", "SELECT 1 AS n");
        await PublishAsync(lake, one, "refined.b", "SELECT 1 AS n");
        var a2 = await PublishAsync(lake, two, "raw.a", "SELECT 2 AS n, 'new' AS s", append: true);
        await PublishAsync(lake, two, "refined.b", "SELECT 2 AS n");
        await PublishAsync(lake, two, "refined.b", "SELECT 3 AS n");

        var result = await UndoAsync(lake, two);

        Assert.Equal(["raw.a", "refined.b"], result.Tables.Select(t => t.Table.ToString()));
        Assert.Equal(["1"], await RowsAsync(lake, "raw.a"));
        Assert.Equal(["1"], await RowsAsync(lake, "refined.b"));
        Assert.Equal(2, (await lake.Lake.Tables.FindAsync(a2))!.Rows);
        Assert.NotNull(
            (await new History(lake.Lake).ListAsync(TableName.Parse("raw.a"))).Single(s => s.Id == a2).RetractedAt
        );
        var (metadata, location) = await lake.Catalog.LoadAsync(TableName.Parse("raw.a"), default);
        Assert.Equal("""[{"n":1}]""", (await Icebird.ReadAsync(location)).ToJsonString());
        Assert.Equal(
            [1L, 2L, 1L],
            TableMetadata
                .Parse(metadata)
                .SnapshotLog.Select(l =>
                    TableMetadata.Parse(metadata).Snapshots.ToList().FindIndex(s => s.SnapshotId == l.SnapshotId) + 1L
                )
        );
        var again = await Assert.ThrowsAsync<UsageException>(() => UndoAsync(lake, two));
        Assert.Contains("published nothing that is still there", again.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_are_retracted_from_the_last_to_the_first_and_a_table_then_begins_anew()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var runs = Enumerable.Range(0, 3).Select(_ => Guid.CreateVersion7()).ToList();
        for (var i = 0; i < 3; i++)
            await PublishAsync(lake, runs[i], "raw.a", $"SELECT {i} AS n", append: i > 0);
        var state = await lake.Lake.Tables.FindCurrentAsync(TableName.Parse("raw.a"));

        await UndoAsync(lake, runs[2]);
        Assert.Equal(["0", "1"], await RowsAsync(lake, "raw.a"));
        await UndoAsync(lake, runs[1]);
        await UndoAsync(lake, runs[0]);

        Assert.Null(await lake.Lake.Tables.FindCurrentAsync(TableName.Parse("raw.a")));
        Assert.Null(
            await lake.Lake.Tables.FindAsOfAsync(TableName.Parse("raw.a"), DateTimeOffset.UtcNow.AddMinutes(1))
        );
        Assert.Equal(
            state!.Id,
            (await lake.Lake.Tables.FindAsOfAsync(TableName.Parse("raw.a"), state.CommittedAt))!.Id
        );
        await PublishAsync(lake, Guid.NewGuid(), "raw.a", "SELECT 'a text now' AS n");
        Assert.Equal(["a text now"], await RowsAsync(lake, "raw.a"));
        Assert.Equal(
            (await lake.Lake.Tables.FindCurrentAsync(TableName.Parse("raw.a")))!.Id,
            (await lake.Lake.Tables.FindAsOfAsync(TableName.Parse("raw.a"), DateTimeOffset.UtcNow.AddMinutes(1)))!.Id
        );
        Assert.Single(
            await Icebird.ReadAsync((await lake.Catalog.LoadAsync(TableName.Parse("raw.a"), default)).Location)
        );
    }

    [Fact]
    public async Task A_run_that_others_published_on_is_not_retracted_and_they_are_named_in_the_order_to_undo()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var runs = Enumerable.Range(0, 3).Select(_ => Guid.CreateVersion7()).ToList();
        foreach (var run in runs)
            await PublishAsync(lake, run, "raw.a", "SELECT 1 AS n", append: run != runs[0]);
        var other = await PublishAsync(lake, runs[0], "raw.other", "SELECT 1 AS n");

        var error = await Assert.ThrowsAsync<LaterRunException>(() => UndoAsync(lake, runs[0]));

        Assert.Equal(
            $"penstock undo {runs[2]}, then penstock undo {runs[1]}, then penstock undo {runs[0]}",
            error.Next
        );
        Assert.Contains($"raw.a (run {runs[2]})", error.Message, StringComparison.Ordinal);
        Assert.Equal(other, (await lake.Lake.Tables.FindCurrentAsync(TableName.Parse("raw.other")))!.Id);
        // Compaction publishes too, and is a run that can be retracted.
        var identity = StepContext.Standalone("compact");
        await new CompactTable(lake.Lake).RunAsync(new CompactOptions(TableName.Parse("raw.a")), identity);
        Assert.StartsWith(
            $"penstock undo {identity.Identity.RunId}, then",
            (await Assert.ThrowsAsync<LaterRunException>(() => UndoAsync(lake, runs[2]))).Next,
            StringComparison.Ordinal
        );
        await UndoAsync(lake, identity.Identity.RunId);
        await UndoAsync(lake, runs[2]);
        Assert.Equal(["1", "1"], await RowsAsync(lake, "raw.a"));
    }

    [Fact]
    public async Task What_was_landed_is_loaded_again_by_the_next_run_once()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await LandAsync(lake, Guid.NewGuid(), "a", "{\"n\":1}");
        await IngestAsync(lake, Guid.NewGuid());
        var run = Guid.CreateVersion7();
        await LandAsync(lake, run, "b", "{\"n\":2}\n{\"n\":3}");
        await IngestAsync(lake, run);

        var result = await UndoAsync(lake, run);

        Assert.Equal(1, result.Feeds["feed"]);
        Assert.Equal(["1"], await RowsAsync(lake, "raw.t"));
        Assert.Single(await lake.Lake.Landing.ListAsync("feed"));
        Assert.False((await IngestAsync(lake, Guid.NewGuid())).Changed);
        // What a connector does that finds the object there already.
        await LandAsync(lake, Guid.NewGuid(), "b", "{\"n\":2}\n{\"n\":3}");
        Assert.Equal(2, (await IngestAsync(lake, Guid.NewGuid())).Rows);
        Assert.Equal(["1", "2", "3"], await RowsAsync(lake, "raw.t"));
    }

    [Fact]
    public async Task Watermarks_move_back_with_what_was_read()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var (one, two, three) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await PublishAsync(lake, one, "raw.a", "SELECT 1 AS n", watermark: "1");
        await PublishAsync(lake, two, "raw.a", "SELECT 2 AS n", watermark: "2");
        await PublishAsync(lake, two, "raw.a", "SELECT 3 AS n", watermark: "3");
        await PublishAsync(lake, three, "raw.b", "SELECT 3 AS n", watermark: "4");

        var error = await Assert.ThrowsAsync<LaterRunException>(() => UndoAsync(lake, two));
        Assert.Contains($"a watermark (run {three})", error.Message, StringComparison.Ordinal);
        await UndoAsync(lake, three);
        Assert.Equal("3", await WatermarkAsync(lake));
        Assert.Equal(["shop position"], (await UndoAsync(lake, two)).Watermarks);
        Assert.Equal("1", await WatermarkAsync(lake));
        await UndoAsync(lake, one);
        Assert.Null(await WatermarkAsync(lake));
    }

    [Fact]
    public async Task What_was_derived_is_stale_until_it_is_made_anew()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var warehouse = new DatasetRef("postgres://db:5432", "db.warehouse.fact");
        await DeriveAsync(lake, Guid.NewGuid(), "raw.a", [], "SELECT 1 AS n");
        await DeriveAsync(lake, Guid.NewGuid(), "refined.old", ["raw.a"], "SELECT 1 AS n");
        var run = Guid.CreateVersion7();
        await DeriveAsync(lake, run, "raw.a", [], "SELECT 2 AS n");
        await DeriveAsync(lake, Guid.NewGuid(), "refined.b", ["raw.a"], "SELECT 2 AS n");
        await DeriveAsync(lake, Guid.NewGuid(), "presentation.c", ["refined.b"], "SELECT 2 AS n", warehouse);

        var told = await new UndoRun(lake.Lake).RunAsync(
            new UndoOptions(run) { DryRun = true },
            StepContext.Standalone("undo")
        );
        Assert.Equal(["2"], await RowsAsync(lake, "raw.a"));
        Assert.Empty(await new StaleDatasets(lake.Lake.Metadata).ListAsync());
        var result = await UndoAsync(lake, run);

        Assert.Equal(["db.warehouse.fact", "presentation.c", "refined.b"], result.Stale.Select(d => d.Name));
        Assert.Equal(
            (told.Tables, told.Stale),
            (result.Tables, result.Stale),
            (a, b) => a.Tables.SequenceEqual(b.Tables) && a.Stale.SequenceEqual(b.Stale)
        );
        Assert.Equal(
            ["presentation.c", "refined.b"],
            (await new ZoneQueries(lake.Lake).ListAsync())
                .Where(t => t.StaleBy == run)
                .Select(t => $"{t.Zone}.{t.Name}")
                .Order()
        );
        await DeriveAsync(lake, Guid.NewGuid(), "refined.b", ["raw.a"], "SELECT 1 AS n");
        Assert.Equal(
            ["db.warehouse.fact", "presentation.c"],
            (await new StaleDatasets(lake.Lake.Metadata).ListAsync()).Select(s => s.Dataset.Name)
        );
    }

    [Fact]
    public async Task The_lineage_says_what_was_retracted()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var run = Guid.CreateVersion7();
        await PublishAsync(lake, run, "raw.a", "SELECT 1 AS n");
        await UndoAsync(lake, run);

        await using var connection = await lake.Lake.Metadata.DataSource.OpenConnectionAsync();
        var json = JsonNode.Parse(
            (
                await connection.QuerySingleAsync<string>(
                    "SELECT event::text FROM lineage.event WHERE job = 'standalone.undo' AND event_type = 'COMPLETE'"
                )
            )!
        )!;
        Assert.Equal(
            $"Retracts what run {run} published.",
            (string)json["job"]!["facets"]!["documentation"]!["description"]!
        );
        Assert.Equal("raw.a", (string)json["outputs"]![0]!["name"]!);
    }

    private static Task<UndoResult> UndoAsync(TestLake lake, Guid run) =>
        new UndoRun(lake.Lake).RunAsync(new UndoOptions(run), StepContext.Standalone("undo"));

    private static async Task<long> PublishAsync(
        TestLake lake,
        Guid run,
        string table,
        string query,
        bool append = false,
        string? watermark = null
    )
    {
        var name = TableName.Parse(table);
        await using var job = lake.Lake.OpenJob();
        var written = await job.WriteAsync(name, query);
        var parent = await lake.Lake.Tables.FindCurrentAsync(name);
        await using var tx = await lake.Lake.Metadata.BeginAsync();
        var id = await lake.Lake.Tables.PublishAsync(
            tx,
            run,
            new SnapshotDraft(name, parent?.Id, query, written.Schema, written.Columns, written.Files, append)
        );
        if (watermark is not null)
            await Watermarks.MoveAsync(
                tx,
                new StepIdentity(run, "flow", "step", Guid.NewGuid()),
                "shop",
                "position",
                JsonValue.Create(watermark)
            );
        await tx.CommitAsync();
        return id;
    }

    private static Task<long> DeriveAsync(
        TestLake lake,
        Guid run,
        string table,
        string[] from,
        string query,
        DatasetRef? also = null
    )
    {
        var context = StepContext.Standalone("derive");
        return lake.Lake.Steps.RunAsync(
            context with
            {
                Identity = context.Identity with { RunId = run },
            },
            async (scope, ct) =>
            {
                var name = TableName.Parse(table);
                await using var job = lake.Lake.OpenJob();
                var written = await job.WriteAsync(name, query, cancellationToken: ct);
                var parent = await lake.Lake.Tables.FindCurrentAsync(name, ct);
                foreach (var input in from)
                    scope.Read(new DatasetFacts(TableName.Parse(input).Dataset));
                long id = 0;
                await scope.CommitAsync(
                    async (tx, token) =>
                    {
                        id = await lake.Lake.Tables.PublishAsync(
                            tx,
                            run,
                            new SnapshotDraft(
                                name,
                                parent?.Id,
                                query,
                                written.Schema,
                                written.Columns,
                                written.Files,
                                false
                            ),
                            token
                        );
                        scope.Wrote(new DatasetFacts(name.Dataset) { Version = $"{id}" });
                        if (also is not null)
                            scope.Wrote(new DatasetFacts(also) { MadeFrom = [name.Dataset] });
                    },
                    ct
                );
                return id;
            }
        );
    }

    private static async Task LandAsync(TestLake lake, Guid run, string name, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        await using var staged = lake.Lake.Objects.Stage();
        await staged.Content.WriteAsync(bytes);
        await lake.Lake.Landing.LandAsync(
            staged,
            new LandingDraft(
                "feed",
                $"test://{name}",
                name,
                bytes.Length,
                Convert.ToHexStringLower(SHA256.HashData(bytes)),
                "application/x-ndjson",
                run
            )
        );
        await using var tx = await lake.Lake.Metadata.BeginAsync();
        await LandingZone.PublishAsync(tx, "feed", run);
        await tx.CommitAsync();
    }

    private static Task<JsonLinesToRawResult> IngestAsync(TestLake lake, Guid run)
    {
        var context = StepContext.Standalone("JsonLinesToRaw");
        return new JsonLinesToRaw(lake.Lake).RunAsync(
            new JsonLinesToRawOptions("feed", "raw.t"),
            context with
            {
                Identity = context.Identity with { RunId = run },
            }
        );
    }

    private static async Task<string?> WatermarkAsync(TestLake lake) =>
        (string?)await new Watermarks(lake.Lake.Metadata).FindAsync("flow", "shop", "position");

    private static async Task<IReadOnlyList<string>> RowsAsync(TestLake lake, string table)
    {
        await using var job = lake.Lake.OpenJob(new LakeJobOptions { ReadOnly = true });
        await job.AttachTableAsync((await lake.Lake.Tables.FindCurrentAsync(TableName.Parse(table)))!, "t");
        return [.. (await job.QueryAsync("SELECT n::VARCHAR FROM t ORDER BY 1")).Rows.Select(r => (string)r[0]!)];
    }
}
