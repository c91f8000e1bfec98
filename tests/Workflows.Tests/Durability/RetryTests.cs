using Penstock.Core.Metadata;
using Penstock.Testing;
using Penstock.Workflows.Journal;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Tests.Durability;

/// <summary>A faulted activity can be tried again, and the run goes on from there as if it had not faulted.</summary>
public sealed class RetryTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_faulted_run_goes_on_from_the_fault_and_repeats_nothing_that_was_done()
    {
        await using var store = await postgres.CreateStoreAsync();
        Guid run;
        var chart = new Chart().Work("a").Work("b").Work("c").Arrow("a", "b").Arrow("b", "c");
        await using (var engine = new Engine(store))
        {
            engine.Gate.Fail("b", 1);
            var faulted = await engine.StartAsync(chart);
            run = faulted.RunId;
            Assert.Equal((WorkflowStatus.Finished, WorkflowSubStatus.Faulted), (faulted.Status, faulted.SubStatus));
        }
        await using var second = new Engine(store);
        var handle = await second.Runtime.RetryAsync(run);
        var result = await handle!.Burst;
        var details = await new RunQueries(store).GetAsync(run.ToString());

        Assert.Equal(WorkflowSubStatus.Finished, result.SubStatus);
        Assert.Equal(["b", "c"], second.Ran);
        Assert.Equal(0, details.Run.IncidentCount);
        Assert.Equal(
            [ActivityStatus.Faulted, ActivityStatus.Completed],
            details.Activities.Where(a => a.ActivityId == "b").Select(a => a.Status)
        );
        Assert.Equal(
            (ActivityStatus.Completed, 0),
            (details.Activities[0].Status, details.Activities[0].AggregateFaultCount)
        );
    }

    [Fact]
    public async Task What_would_have_come_next_on_another_branch_runs_after_the_retry()
    {
        await using var store = await postgres.CreateStoreAsync();
        await using var engine = new Engine(store);
        engine.Gate.Fail("bad", 1);
        var faulted = new TaskCompletionSource();
        var handle = await engine.Runtime.StartAsync(
            new Chart()
                .Add("s", "Elsa.Start")
                .Waiting("bad", "good")
                .Work("after")
                .Work("join")
                .Arrow("s", "bad")
                .Arrow("s", "good")
                .Arrow("good", "after")
                .Arrow("after", "join")
                .Arrow("bad", "join")
                .Build(),
            new RunOptions { Observers = [new OnIncident(() => faulted.TrySetResult())] }
        );
        await Task.WhenAll(engine.Gate.ArrivedAsync("bad"), engine.Gate.ArrivedAsync("good"));
        engine.Gate.Open("bad");
        await faulted.Task;
        engine.Gate.Open("good");
        await handle.Burst;
        Assert.DoesNotContain("after", engine.Ran);
        var result = await (await engine.Runtime.RetryAsync(handle.RunId))!.Burst;

        Assert.Equal(WorkflowSubStatus.Finished, result.SubStatus);
        Assert.Equal(1, engine.Ran.Count(n => n == "after"));
        Assert.Equal(1, engine.Ran.Count(n => n == "join"));
        Assert.Equal(1, engine.Ran.Count(n => n == "good"));
    }

    [Fact]
    public async Task With_ContinueWithIncidents_the_run_waits_for_the_retry()
    {
        await using var store = await postgres.CreateStoreAsync();
        await using var engine = new Engine(store);
        engine.Gate.Fail("b", 1);
        var first = await engine.StartAsync(
            new Chart()
                .Work("b")
                .Work("c")
                .Arrow("b", "c")
                .Option("incidentStrategyType", "ContinueWithIncidentsStrategy")
        );
        Assert.Equal(WorkflowSubStatus.Suspended, first.SubStatus);

        Assert.Null(await engine.Runtime.RetryAsync(first.RunId, ["nobody"]));
        var result = await (await engine.Runtime.RetryAsync(first.RunId, ["b"]))!.Burst;

        Assert.Equal((WorkflowSubStatus.Finished, 0), (result.SubStatus, result.Run.IncidentCount));
    }

    [Fact]
    public async Task A_run_without_faults_has_nothing_to_try_again()
    {
        await using var store = await postgres.CreateStoreAsync();
        await using var engine = new Engine(store);
        var run = await engine.StartAsync(new Chart().Work("a"));

        Assert.Null(await engine.Runtime.RetryAsync(run.RunId));
    }

    private sealed class OnIncident(Action act) : IWorkflowObserver
    {
        public void IncidentRaised(Incident incident) => act();
    }
}
