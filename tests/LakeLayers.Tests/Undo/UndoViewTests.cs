using Penstock.Core.Errors;
using Penstock.Core.Steps;
using Penstock.LakeLayers.Iceberg.Catalog;
using Penstock.LakeLayers.Maintenance;
using Penstock.LakeLayers.Models;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Undo;
using Penstock.LakeLayers.Zones;
using Penstock.Lineage.Stale;
using Penstock.Testing;

namespace Penstock.LakeLayers.Tests.Undo;

/// <summary>Retracting runs that defined views: the query before holds again, or the table that had the name.</summary>
public sealed class UndoViewTests(PostgresFixture postgres)
{
    private static readonly TableName View = TableName.Parse("refined.v");

    [Fact]
    public async Task A_view_becomes_the_query_that_it_was_before_and_goes_with_the_run_that_made_it_first()
    {
        await using var world = await MadeAsync();
        var (one, two) = (await DefineAsync(world, "n < 3"), await DefineAsync(world, "n < 2"));
        Assert.Equal(["1"], await world.RowsAsync("refined.v"));

        var result = await UndoAsync(world, two);
        Assert.Equal(
            (View, one, null),
            (result.Views.Single().View, result.Views.Single().To!.Value, result.Views.Single().ToSnapshot)
        );
        Assert.Equal(["1", "2"], await world.RowsAsync("refined.v"));
        Assert.Contains(
            "published nothing that is still there",
            (await Assert.ThrowsAsync<UsageException>(() => UndoAsync(world, two))).Message,
            StringComparison.Ordinal
        );

        Assert.Null((await UndoAsync(world, one)).Views.Single().To);
        Assert.Null(await world.Lake.Views.FindAsync(View));
        // What the next run makes is the project's query again.
        await DefineAsync(world, "n < 2");
        Assert.Equal(["1"], await world.RowsAsync("refined.v"));
    }

    [Fact]
    public async Task A_view_that_a_later_run_defined_is_not_retracted_and_nothing_else_of_the_run_is()
    {
        await using var world = await MadeAsync();
        world.Project.Model("refined.t", "SELECT 1 AS n");
        var one = await RunAsync(world, "n < 3");
        var two = await DefineAsync(world, "n < 2");

        var error = await Assert.ThrowsAsync<LaterRunException>(() => UndoAsync(world, one));
        Assert.Equal($"penstock undo {two}, then penstock undo {one}", error.Next);
        Assert.Contains($"refined.v (run {two})", error.Message, StringComparison.Ordinal);
        Assert.NotNull(await world.CurrentAsync("refined.t"));
        Assert.Equal(["1"], await world.RowsAsync("refined.v"));
    }

    [Fact]
    public async Task A_table_that_became_a_view_and_a_view_that_became_a_table_go_back_too()
    {
        await using var world = await MadeAsync();
        var table = await RunAsync(world, "n < 3", kind: "table");
        var snapshot = (await world.CurrentAsync("refined.v"))!;
        var view = await DefineAsync(world, "n < 2");
        Assert.Null(await world.CurrentAsync("refined.v"));
        Assert.DoesNotContain("v", await Catalog(world).ListAsync("refined", default));
        await Assert.ThrowsAsync<NoSuchTableException>(() => Catalog(world).LoadAsync(View, default));
        Assert.Contains(
            $"penstock undo {view}",
            (await Assert.ThrowsAsync<LaterRunException>(() => UndoAsync(world, table))).Next,
            StringComparison.Ordinal
        );
        // Its files are still the table's.
        await new SweepOrphans(world.Lake, TimeProvider.System).RunAsync(
            new SweepOptions { OlderThan = TimeSpan.Zero }
        );
        var again = await RunAsync(world, "n = 3", kind: "table");
        Assert.Equal(["3"], await world.RowsAsync("refined.v"));

        await UndoAsync(world, again);
        Assert.Equal(["1"], await world.RowsAsync("refined.v"));
        Assert.Null(await world.CurrentAsync("refined.v"));
        Assert.Equal(snapshot.Id, (await UndoAsync(world, view)).Views.Single().ToSnapshot);
        Assert.Equal(["1", "2"], await world.RowsAsync("refined.v"));
        Assert.Equal(
            (snapshot.Fingerprint, snapshot.RunId),
            ((await world.CurrentAsync("refined.v"))!.Fingerprint, table)
        );
        Assert.Single(
            await Tests.Iceberg.Icebird.ReadAsync((await Catalog(world).LoadAsync(View, default)).Location),
            r => (int)r!["n"]! == 2
        );
        await UndoAsync(world, table);
        Assert.Null(await world.CurrentAsync("refined.v"));
    }

    [Fact]
    public async Task A_table_whose_last_state_was_expired_does_not_come_back_and_nothing_changes()
    {
        await using var world = await MadeAsync();
        await RunAsync(world, "n < 3", kind: "table");
        var view = await DefineAsync(world, "n < 2");
        await world.AskAsync("UPDATE lake.snapshot SET expired_at = now() WHERE name = 'v'");
        Assert.Contains(
            "was expired",
            (await Assert.ThrowsAsync<PenstockException>(() => UndoAsync(world, view))).Message,
            StringComparison.Ordinal
        );
        Assert.Equal(["1"], await world.RowsAsync("refined.v"));
    }

    [Fact]
    public async Task What_was_made_from_the_view_is_stale_and_so_is_what_was_made_through_it_from_a_retracted_table()
    {
        await using var world = await MadeAsync();
        world.Project.Model("presentation.top", "SELECT max(n) AS n FROM {{ ref('v') }}");
        await DefineAsync(world, "n < 3");
        var two = await DefineAsync(world, "n < 2");
        await RunAsync(world, only: "presentation.top");

        var told = await new UndoRun(world.Lake).RunAsync(
            new UndoOptions(two) { DryRun = true },
            StepContext.Standalone("undo")
        );
        Assert.Equal(["presentation.top"], told.Stale.Select(s => s.Name));
        Assert.Empty(await new StaleDatasets(world.Lake.Metadata).ListAsync());
        Assert.Equal(["presentation.top"], (await UndoAsync(world, two)).Stale.Select(s => s.Name));
        await RunAsync(world, only: "presentation.top");
        Assert.Empty(await new StaleDatasets(world.Lake.Metadata).ListAsync());

        // The view was defined long before the rows came that are retracted: it shows what is there, the table does not.
        await world.PublishAsync("raw.a", "SELECT 1 AS n");
        await RunAsync(world, only: "presentation.top");
        Assert.Equal(
            ["presentation.top"],
            (await UndoAsync(world, (await world.CurrentAsync("raw.a"))!.RunId)).Stale.Select(s => s.Name)
        );
    }

    [Fact]
    public async Task A_time_is_answered_with_the_query_of_that_time()
    {
        await using var world = await MadeAsync();
        var (queries, history) = (new ZoneQueries(world.Lake), new History(world.Lake));
        var table = await RunAsync(world, "n = 3", kind: "table");
        var (one, two) = (await DefineAsync(world, "n < 3"), await DefineAsync(world, "n < 2"));
        var before = DateTimeOffset.UtcNow;
        await UndoAsync(world, two);
        await UndoAsync(world, one);

        Assert.Equal(
            (1L, 2L, 1L),
            (
                await CountAsync(await history.TimeOfAsync($"{table}")),
                await CountAsync(await history.TimeOfAsync($"{one}")),
                await CountAsync(before)
            )
        );
        Assert.Equal(1, (await queries.SqlAsync("FROM refined.v", asOf: before)).Rows[0][0]);
        Assert.Equal(3, (await queries.SqlAsync("FROM refined.v", asOf: DateTimeOffset.UtcNow)).Rows[0][0]);
        Assert.Equal(
            [(two, true), (one, true)],
            (await history.ListViewAsync(View)).Select(v => (v.RunId, v.RetractedAt is not null))
        );

        async Task<long> CountAsync(DateTimeOffset time) =>
            (long)(await queries.SqlAsync("SELECT count(*) FROM refined.v", asOf: time)).Rows[0][0]!;
    }

    [Fact]
    public async Task A_view_from_before_its_history_was_kept_holds_for_every_time_and_is_not_taken_away()
    {
        await using var world = await MadeAsync();
        var one = await DefineAsync(world, "n < 3");
        await world.AskAsync("UPDATE lake.view_version SET is_oldest = true");
        Assert.Contains(
            "was not kept",
            (await Assert.ThrowsAsync<PenstockException>(() => UndoAsync(world, one))).Message,
            StringComparison.Ordinal
        );
        Assert.NotNull(await world.Lake.Views.FindAsOfAsync(View, DateTimeOffset.UnixEpoch));

        var two = await DefineAsync(world, "n < 2");
        Assert.Equal(one, (await UndoAsync(world, two)).Views.Single().To);
        Assert.Equal(["1", "2"], await world.RowsAsync("refined.v"));
    }

    private static IcebergCatalog Catalog(ModelWorld world) => new(world.Lake, TimeProvider.System);

    private async Task<ModelWorld> MadeAsync()
    {
        var world = await ModelWorld.CreateAsync(postgres);
        await world.PublishAsync("raw.a", "SELECT unnest([1, 2, 3]) AS n");
        return world;
    }

    private static Task<Guid> DefineAsync(ModelWorld world, string where) =>
        RunAsync(world, where, "view", "refined.v");

    /// <summary>Runs the models, refined.v with a condition, as a run of its own.</summary>
    private static async Task<Guid> RunAsync(
        ModelWorld world,
        string? where = null,
        string kind = "view",
        string? only = null
    )
    {
        if (where is not null)
            world.Project.Model(
                "refined.v",
                $"{{{{ config(materialized='{kind}') }}}}SELECT n FROM {{{{ source('raw', 'a') }}}} WHERE {where}"
            );
        var context = StepContext.Standalone("models");
        await world.RunAsync(new RunModelsOptions(world.Project.Path) { Models = only is null ? [] : [only] }, context);
        return context.Identity.RunId;
    }

    private static Task<UndoResult> UndoAsync(ModelWorld world, Guid run) =>
        new UndoRun(world.Lake).RunAsync(new UndoOptions(run), StepContext.Standalone("undo"));
}
