using Penstock.Core.Metadata;
using Penstock.Testing;
using Penstock.Workflows.Journal;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Tests.Durability;

/// <summary>A run whose process is gone goes on elsewhere from its last commit.</summary>
public sealed class RecoveryTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_server_that_stops_in_an_orderly_way_leaves_its_runs_to_go_on_later()
    {
        await using var store = await postgres.CreateStoreAsync();
        var chart = new Chart().Work("a").Waiting("b").Work("c").Arrow("a", "b").Arrow("b", "c");
        RunHandle handle;
        await using (var engine = new Engine(store))
        {
            handle = await engine.Runtime.StartAsync(chart.Build());
            await engine.Gate.ArrivedAsync("b");
        }
        Assert.Equal(WorkflowSubStatus.Interrupted, (await handle.Burst).SubStatus);
        await using var next = new Engine(store);
        next.Gate.Open("b");

        Assert.Equal(1, await next.Runtime.RecoverAsync(TestContext.Current.CancellationToken));
        await EndAsync(store, handle.RunId);
        Assert.Equal(["b", "c"], next.Ran);
        Assert.Equal(
            WorkflowSubStatus.Finished,
            (await new RunQueries(store).GetAsync(handle.RunId.ToString())).Run.SubStatus
        );
    }

    [Fact]
    public async Task Work_that_was_under_way_when_its_process_died_runs_again_under_the_same_execution()
    {
        await using var store = await postgres.CreateStoreAsync();
        await using var dying = new Engine(store, time: new ManualTime());
        var handle = await dying.Runtime.StartAsync(
            new Chart().Work("a").Waiting("b").Work("c").Arrow("a", "b").Arrow("b", "c").Build()
        );
        await dying.Gate.ArrivedAsync("b");
        var before = (await new RunQueries(store).GetAsync(handle.RunId.ToString())).Activities.Single(a =>
            a.ActivityId == "b"
        );
        await KillAsync(store);
        await using var next = new Engine(store);
        next.Gate.Open("b");

        Assert.Equal(1, await next.Runtime.RecoverAsync(TestContext.Current.CancellationToken));
        await EndAsync(store, handle.RunId);
        var after = (await new RunQueries(store).GetAsync(handle.RunId.ToString())).Activities;
        Assert.Equal(before.Id, after.Single(a => a.ActivityId == "b").Id);
        Assert.Equal(["b", "c"], next.Ran);
        Assert.Equal(["root", "a", "b", "c"], after.Select(a => a.ActivityId));

        // The process that was taken for dead finds out at its next commit, and changes nothing.
        dying.Gate.Open("b");
        await Assert.ThrowsAsync<RunLostException>(() => handle.Burst);
        Assert.DoesNotContain("c", dying.Ran);
    }

    [Fact]
    public async Task A_run_that_kills_its_process_each_time_ends_with_an_incident()
    {
        await using var store = await postgres.CreateStoreAsync();
        var engines = new List<Engine> { new(store, time: new ManualTime()) };
        var handle = await engines[0].Runtime.StartAsync(new Chart().Waiting("b").Build());
        await engines[0].Gate.ArrivedAsync("b");
        for (var i = 0; i < 20; i++)
        {
            await KillAsync(store);
            var next = new Engine(store, time: new ManualTime());
            engines.Add(next);
            if (await next.Runtime.RecoverAsync(TestContext.Current.CancellationToken) == 0)
                break;
            await next.Gate.ArrivedAsync("b");
        }
        var details = await new RunQueries(store).GetAsync(handle.RunId.ToString());
        foreach (var engine in engines)
            await engine.DisposeAsync();

        Assert.Equal((WorkflowStatus.Finished, WorkflowSubStatus.Faulted), (details.Run.Status, details.Run.SubStatus));
        Assert.Contains("gone each time", Assert.Single(details.Incidents).Message, StringComparison.Ordinal);
        Assert.InRange(engines.Count, 5, 8);
    }

    [Fact]
    public async Task A_live_process_keeps_its_runs()
    {
        await using var store = await postgres.CreateStoreAsync();
        await using var engine = new Engine(store);
        var handle = await engine.Runtime.StartAsync(new Chart().Waiting("b").Build());
        await engine.Gate.ArrivedAsync("b");
        await using var other = new Engine(store);

        Assert.Equal(0, await other.Runtime.RecoverAsync(TestContext.Current.CancellationToken));
        engine.Gate.Open("b");
        Assert.Equal(WorkflowSubStatus.Finished, (await handle.Burst).SubStatus);
    }

    /// <summary>
    /// Makes all workers look dead: their connections are cut and their process ids belong to nobody. Their clock stands still, or they
    /// would say a few seconds later that they are alive.
    /// </summary>
    private static async Task KillAsync(MetadataStore store)
    {
        await using var command = store.DataSource.CreateCommand(
            """
            UPDATE workflow.worker SET pid = 2000000000, heartbeat = '2001-01-01';
            SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """
        );
        await command.ExecuteNonQueryAsync();
    }

    private static async Task EndAsync(MetadataStore store, Guid run)
    {
        while ((await new RunQueries(store).GetAsync(run.ToString())).Run.Status == WorkflowStatus.Running)
            await Task.Yield();
    }
}
