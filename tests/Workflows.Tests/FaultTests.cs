using Penstock.Workflows.Resilience;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Tests;

public sealed class FaultTests : IAsyncDisposable
{
    private readonly Engine _engine = new(configure: b =>
        b.AddResilienceStrategy(
            "often",
            new ResilienceSettings(5, TimeSpan.Zero, TimeSpan.Zero, Polly.DelayBackoffType.Constant, false, null)
        )
    );

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    private static Chart TwoBranches(string? strategy = null)
    {
        var chart = new Chart()
            .Add("s", "Elsa.Start")
            .Waiting("bad", "good")
            .Work("afterBad")
            .Work("afterGood")
            .Arrow("s", "bad")
            .Arrow("s", "good")
            .Arrow("bad", "afterBad")
            .Arrow("good", "afterGood");
        return strategy is null ? chart : chart.Option("incidentStrategyType", strategy);
    }

    private async Task<RunResult> RunAsync(Chart chart)
    {
        _engine.Gate.Fail("bad", 1);
        var faulted = new TaskCompletionSource();
        var run = _engine.RunAsync(
            chart,
            new RunOptions { Observers = [new OnIncident(() => faulted.TrySetResult())] }
        );
        await Task.WhenAll(_engine.Gate.ArrivedAsync("bad"), _engine.Gate.ArrivedAsync("good"));
        _engine.Gate.Open("bad");
        await faulted.Task.WaitAsync(TimeSpan.FromSeconds(20));
        _engine.Gate.Open("good");
        return await run;
    }

    [Fact]
    public async Task By_default_a_fault_lets_running_work_end_and_starts_nothing_more()
    {
        var result = await RunAsync(TwoBranches());

        Assert.Equal((WorkflowStatus.Finished, WorkflowSubStatus.Faulted), (result.Status, result.SubStatus));
        Assert.Equal(["bad", "good"], _engine.Ran.Order());
        Assert.Equal(ActivityStatus.Completed, _engine.Journal.Activities.Single(a => a.ActivityId == "good").Status);
        Assert.Equal("bad", Assert.Single(result.Incidents).ActivityId);
    }

    [Fact]
    public async Task With_ContinueWithIncidents_the_other_branch_goes_on()
    {
        var result = await RunAsync(TwoBranches("ContinueWithIncidentsStrategy"));

        Assert.Equal(["afterGood", "bad", "good"], _engine.Ran.Order());
        Assert.Equal((WorkflowStatus.Running, WorkflowSubStatus.Suspended), (result.Status, result.SubStatus));
        Assert.Equal(ActivityStatus.Running, _engine.Journal.Activities.Single(a => a.ActivityId == "root").Status);
        Assert.Equal(1, _engine.Journal.Activities.Single(a => a.ActivityId == "root").AggregateFaultCount);
    }

    [Fact]
    public async Task A_join_behind_a_faulted_activity_never_runs()
    {
        var result = await RunAsync(
            TwoBranches("ContinueWithIncidentsStrategy")
                .Work("join")
                .Arrow("afterBad", "join")
                .Arrow("afterGood", "join")
        );

        Assert.DoesNotContain("join", _engine.Ran);
        Assert.Single(result.Incidents);
    }

    [Fact]
    public async Task Failed_tries_are_repeated_and_recorded()
    {
        _engine.Gate.Fail("a", 2);
        var result = await _engine.RunAsync(new Chart().Work("a", ("customProperties", Chart.Resilience(3))));

        Assert.Equal(WorkflowSubStatus.Finished, result.SubStatus);
        Assert.Equal(["a", "a", "a"], _engine.Ran);
        var record = _engine.Journal.Activities.Single(x => x.ActivityId == "a");
        Assert.Equal([1, 2], record.FailedAttempts.Select(f => f.Number));
        Assert.All(record.FailedAttempts, f => Assert.Contains("on purpose", f.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task When_all_tries_fail_the_activity_is_faulted()
    {
        _engine.Gate.Fail("a", 10);
        var result = await _engine.RunAsync(new Chart().Work("a", ("customProperties", Chart.Resilience(2))));

        Assert.Equal(WorkflowSubStatus.Faulted, result.SubStatus);
        Assert.Equal(3, _engine.Ran.Count());
        Assert.Single(result.Incidents);
    }

    [Fact]
    public async Task A_strategy_can_be_named()
    {
        _engine.Gate.Fail("a", 5);
        var named = new System.Text.Json.Nodes.JsonObject
        {
            [ResilienceSettings.Key] = new System.Text.Json.Nodes.JsonObject { ["strategyId"] = "often" },
        };

        Assert.Equal(
            WorkflowSubStatus.Finished,
            (await _engine.RunAsync(new Chart().Work("a", ("customProperties", named)))).SubStatus
        );
    }

    [Fact]
    public async Task A_usage_error_is_not_tried_again()
    {
        await _engine.RunAsync(new Chart().Work("a", ("misused", true), ("customProperties", Chart.Resilience(3))));

        Assert.Single(_engine.Ran);
    }

    [Fact]
    public async Task A_cancelled_run_stops_its_work_and_is_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var run = _engine.RunAsync(
            new Chart().Waiting("a").Work("b").Arrow("a", "b").Build(),
            cancellationToken: cancellation.Token
        );
        await _engine.Gate.ArrivedAsync("a");
        await cancellation.CancelAsync();
        var result = await run;

        Assert.Equal((WorkflowStatus.Finished, WorkflowSubStatus.Cancelled), (result.Status, result.SubStatus));
        Assert.Equal(["a"], _engine.Ran);
        Assert.All(_engine.Journal.Activities, a => Assert.Equal(ActivityStatus.Canceled, a.Status));
        Assert.Empty(result.Incidents);
    }

    [Fact]
    public async Task An_endless_loop_is_stopped_with_an_incident()
    {
        var chart = new Chart().Work("a").Work("b").Arrow("a", "b").Arrow("b", "a");
        var result = await _engine.RunAsync(chart, new RunOptions { MaxActivityExecutions = 50 });

        Assert.Equal(WorkflowSubStatus.Faulted, result.SubStatus);
        Assert.Contains("endless", Assert.Single(result.Incidents).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_activity_that_neither_completes_nor_schedules_anything_is_a_fault()
    {
        var result = await _engine.RunAsync(new Chart().Add("a", "Test.Mute"));

        Assert.Contains("without completing", Assert.Single(result.Incidents).Message, StringComparison.Ordinal);
    }

    private sealed class OnIncident(Action act) : IWorkflowObserver
    {
        public void IncidentRaised(Incident incident) => act();
    }
}
