using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.Testing;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Journal;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Tests;

public sealed class JournalTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_run_its_activities_and_their_counters_are_in_the_database()
    {
        await using var store = await postgres.CreateStoreAsync();
        await using var engine = new Engine(store);
        var chart = new Chart()
            .Variable("v1", "Times", "Int32")
            .Input("day", "String")
            .Input("door", "String", "password")
            .Work("a", ("secret", "hush"))
            .Work("b")
            .Arrow("a", "b");
        var result = await engine.RunAsync(
            chart,
            new RunOptions
            {
                TriggeredBy = "test",
                Variables = new Dictionary<string, object?> { ["day"] = "monday", ["door"] = "sesame" },
            }
        );
        var details = await new RunQueries(store).GetAsync(result.RunId.ToString());

        Assert.Equal(
            (WorkflowStatus.Finished, WorkflowSubStatus.Finished, "test"),
            (details.Run.Status, details.Run.SubStatus, details.Run.TriggeredBy)
        );
        Assert.Equal(
            ("monday", "******"),
            (details.Run.Input["day"]!.ToString(), details.Run.Input["door"]!.ToString())
        );
        Assert.Equal(["root", "a", "b"], details.Activities.Select(x => x.ActivityId));
        var a = details.Activities[1];
        Assert.Equal((ActivityStatus.Completed, "Workflow1:root:a", "Test.Work"), (a.Status, a.NodeId, a.ActivityType));
        Assert.Equal(["Done"], a.Outcomes);
        Assert.Equal((10, 1_000, 3), (a.Counters["rows"], a.Counters["bytes"], a.Counters["files"]));
        Assert.Equal("******", a.ActivityState["Secret"]!.ToString());
        Assert.Equal("1", a.Outputs["Count"]!.ToString());
        Assert.Equal(details.Activities[0].Id, a.ParentId);
        Assert.Equal([result.RunId], (await new RunQueries(store).ListAsync("test")).Select(r => r.Id));
    }

    [Fact]
    public async Task Work_is_seen_as_running_before_it_does_anything()
    {
        await using var store = await postgres.CreateStoreAsync();
        await using var engine = new Engine(store);
        var run = engine.RunAsync(new Chart().Waiting("a"));
        await engine.Gate.ArrivedAsync("a");
        var queries = new RunQueries(store);
        var seen = await queries.GetAsync((await queries.ListAsync())[0].Id.ToString());
        engine.Gate.Open("a");
        await run;

        Assert.Equal(WorkflowSubStatus.Executing, seen.Run.SubStatus);
        Assert.Equal(ActivityStatus.Running, seen.Activities.Single(x => x.ActivityId == "a").Status);
    }

    [Fact]
    public async Task A_fault_is_a_row_with_its_exception_and_an_incident()
    {
        await using var store = await postgres.CreateStoreAsync();
        await using var engine = new Engine(store);
        var result = await engine.RunAsync(
            new Chart().Add("f", "Elsa.Fault", ("message", "Enough"), ("code", "E1")).Work("never").Arrow("f", "never")
        );
        var details = await new RunQueries(store).GetAsync(result.RunId.ToString()[^12..]);

        Assert.Equal((WorkflowSubStatus.Faulted, 1), (details.Run.SubStatus, details.Run.IncidentCount));
        Assert.Contains("Enough", Assert.Single(details.Incidents).Message, StringComparison.Ordinal);
        Assert.Equal([ActivityStatus.Faulted, ActivityStatus.Faulted], details.Activities.Select(a => a.Status));
        Assert.Contains("Enough", details.Activities[1].Exception!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_run_of_a_singleton_is_refused_and_told_which_run_is_in_its_way()
    {
        await using var store = await postgres.CreateStoreAsync();
        await using var engine = new Engine(store);
        await using var other = new Engine(store);
        var chart = new Chart()
            .Waiting("a")
            .Option(
                "activationStrategyType",
                "Elsa.Workflows.ActivationValidators.SingletonStrategy, Elsa.Workflows.Core"
            );
        var id = Guid.CreateVersion7();
        var first = engine.RunAsync(chart.Build(), new RunOptions { RunId = id });
        await engine.Gate.ArrivedAsync("a");
        var error = await Assert.ThrowsAsync<UsageException>(() => other.RunAsync(chart.Build()));
        engine.Gate.Open("a");
        await first;
        other.Gate.Open("a");

        Assert.Contains(id.ToString(), error.Message, StringComparison.Ordinal);
        Assert.Equal(WorkflowSubStatus.Finished, (await other.RunAsync(chart.Build())).SubStatus);
    }

    [Fact]
    public async Task Of_many_singletons_that_start_at_once_one_runs()
    {
        await using var store = await postgres.CreateStoreAsync();
        await using var engine = new Engine(store);
        var definition = new Chart().Waiting("a").Build();
        var options = new RunOptions { ActivationStrategy = ActivationStrategy.Singleton };
        var runs = Enumerable
            .Range(0, 5)
            .Select(_ => Record.ExceptionAsync(async () => await engine.RunAsync(definition, options)).AsTask())
            .ToList();
        await engine.Gate.ArrivedAsync("a");
        while (runs.Count(r => r.IsCompleted) < 4)
            await Task.WhenAny(runs.Where(r => !r.IsCompleted));
        engine.Gate.Open("a");
        var errors = await Task.WhenAll(runs);

        Assert.Equal(4, errors.Count(e => e is UsageException));
        Assert.Single(errors, e => e is null);
    }

    [Fact]
    public async Task A_run_whose_process_is_gone_is_ended_with_an_incident_by_the_next_start()
    {
        await using var store = await postgres.CreateStoreAsync();
        await using var engine = new Engine(store);
        var crashed = await engine.RunAsync(new Chart().Work("a"));
        await using (
            var pretend = store.DataSource.CreateCommand(
                """
                INSERT INTO workflow.worker VALUES (gen_random_uuid(), (SELECT host FROM workflow.worker LIMIT 1), 2000000000, '2001-01-01', '2001-01-01');
                UPDATE workflow.run SET status = 'Running', sub_status = 'Executing', finished_at = NULL,
                    worker_id = (SELECT id FROM workflow.worker WHERE pid = 2000000000);
                UPDATE workflow.activity_execution SET status = 'Running', completed_at = NULL
                """
            )
        )
            await pretend.ExecuteNonQueryAsync();

        var next = await engine.RunAsync(
            new Chart().Work("a"),
            new RunOptions { ActivationStrategy = ActivationStrategy.Singleton }
        );
        var details = await new RunQueries(store).GetAsync(crashed.RunId.ToString());

        Assert.Equal(WorkflowSubStatus.Finished, next.SubStatus);
        Assert.Equal((WorkflowStatus.Finished, WorkflowSubStatus.Faulted), (details.Run.Status, details.Run.SubStatus));
        Assert.Contains("process", Assert.Single(details.Incidents).Message, StringComparison.Ordinal);
        Assert.All(details.Activities, a => Assert.Equal(ActivityStatus.Faulted, a.Status));
    }

    [Fact]
    public async Task A_run_that_holds_its_lock_is_not_taken_for_dead_however_silent()
    {
        await using var store = await postgres.CreateStoreAsync();
        await using var engine = new Engine(store);
        var run = engine.RunAsync(new Chart().Waiting("a"));
        await engine.Gate.ArrivedAsync("a");
        await using (
            var silence = store.DataSource.CreateCommand(
                "UPDATE workflow.worker SET heartbeat = now() - interval '1 hour', pid = 2000000000"
            )
        )
            await silence.ExecuteNonQueryAsync();
        await engine.RunAsync(new Chart().Work("b").Build("another"));
        engine.Gate.Open("a");

        Assert.Equal(WorkflowSubStatus.Finished, (await run).SubStatus);
    }

    [Fact]
    public async Task Connections_that_break_in_the_middle_of_a_run_lose_nothing()
    {
        await using var store = await postgres.CreateStoreAsync();
        await using var engine = new Engine(store);
        var run = engine.RunAsync(new Chart().Waiting("a").Work("b").Arrow("a", "b"));
        await engine.Gate.ArrivedAsync("a");
        await using (
            var admin = store.DataSource.CreateCommand(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
            await admin.ExecuteNonQueryAsync();
        engine.Gate.Open("a");
        var result = await run;
        var details = await new RunQueries(store).GetAsync(result.RunId.ToString());

        Assert.Equal(WorkflowSubStatus.Finished, details.Run.SubStatus);
        Assert.All(details.Activities, a => Assert.Equal(ActivityStatus.Completed, a.Status));
    }

    [Fact]
    public async Task Live_counters_reach_the_row_of_a_running_activity_and_not_that_of_an_ended_one()
    {
        await using var store = await postgres.CreateStoreAsync();
        await using var opened = await new PostgresJournal(store, TimeProvider.System).OpenAsync(
            Records.Run,
            new Chart().Work("a").Build(),
            ActivationStrategy.AllowAlways
        );
        var running = Records.Activity(1, ActivityStatus.Running);
        var ended = Records.Activity(2, ActivityStatus.Completed);
        var batch = new JournalBatch { Run = Records.Run };
        batch.Put(running);
        batch.Put(ended);
        await opened.CommitAsync(batch);
        var counters = new Dictionary<string, long> { ["rows"] = 7 };

        Assert.True(
            (
                await opened.BeatAsync([
                    running with
                    {
                        Counters = counters,
                        Detail = "x.csv",
                    },
                    ended with
                    {
                        Counters = counters,
                    },
                ])
            ).IsOurs
        );
        var rows = (await new RunQueries(store).GetAsync(Records.Run.Id.ToString())).Activities;
        Assert.Equal((7, "x.csv"), (rows[0].Counters["rows"], rows[0].Detail));
        Assert.Empty(rows[1].Counters);
    }

    [Fact]
    public async Task A_process_learns_from_its_heartbeat_that_its_run_was_ended_by_another()
    {
        await using var store = await postgres.CreateStoreAsync();
        var time = new ManualTime();
        await using var opened = await new PostgresJournal(store, time).OpenAsync(
            Records.Run,
            new Chart().Work("a").Build(),
            ActivationStrategy.Singleton
        );
        time.Now += TimeSpan.FromMinutes(1);
        Assert.True((await opened.BeatAsync([])).IsOurs);
        await using (
            var end = store.DataSource.CreateCommand("UPDATE workflow.run SET status = 'Finished', worker_id = NULL")
        )
            await end.ExecuteNonQueryAsync();
        time.Now += TimeSpan.FromMinutes(1);

        Assert.False((await opened.BeatAsync([])).IsOurs);
    }

    [Theory]
    [InlineData("12", "at least eight")]
    [InlineData("00000000", "no such run")]
    [InlineData("%%%%%%%%%", "hexadecimal")]
    public async Task A_run_that_is_not_there_is_a_usage_error(string id, string reason)
    {
        await using var store = await postgres.CreateStoreAsync();

        Assert.Contains(
            reason,
            (await Assert.ThrowsAsync<UsageException>(() => new RunQueries(store).GetAsync(id))).Message,
            StringComparison.Ordinal
        );
    }
}
