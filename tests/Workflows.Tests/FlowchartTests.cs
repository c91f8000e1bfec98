using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Tests;

public sealed class FlowchartTests : IAsyncDisposable
{
    private readonly Engine _engine = new();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task Activities_run_along_the_arrows()
    {
        var result = await _engine.RunAsync(new Chart().Work("a").Work("b").Work("c").Arrow("a", "b").Arrow("b", "c"));

        Assert.Equal(WorkflowSubStatus.Finished, result.SubStatus);
        Assert.Equal(["a", "b", "c"], _engine.Ran);
        Assert.All(_engine.Journal.Activities, a => Assert.Equal(ActivityStatus.Completed, a.Status));
    }

    [Fact]
    public async Task Two_branches_work_at_the_same_time_and_meet_before_what_follows()
    {
        var run = _engine.RunAsync(
            new Chart()
                .Add("s", "Elsa.Start")
                .Waiting("a", "b")
                .Work("after")
                .Arrow("s", "a")
                .Arrow("s", "b")
                .Arrow("a", "after")
                .Arrow("b", "after")
        );
        await Task.WhenAll(_engine.Gate.ArrivedAsync("a"), _engine.Gate.ArrivedAsync("b"));
        _engine.Gate.Open("a");
        _engine.Gate.Open("b");
        await run;

        Assert.Equal("after", _engine.Ran.Last());
        Assert.Single(_engine.Ran, "after");
    }

    [Fact]
    public async Task No_more_work_goes_on_at_once_than_allowed()
    {
        var chart = new Chart()
            .Add("s", "Elsa.Start")
            .Waiting("a", "b")
            .Work("c")
            .Arrow("s", "a")
            .Arrow("s", "b")
            .Arrow("s", "c");
        var run = _engine.RunAsync(chart, new RunOptions { MaxDegreeOfParallelism = 1 });
        await _engine.Gate.ArrivedAsync("a");
        Assert.Equal(["a"], _engine.Ran);
        _engine.Gate.Open("a");
        await _engine.Gate.ArrivedAsync("b");
        Assert.Equal(["a", "b"], _engine.Ran);
        _engine.Gate.Open("b");
        await run;

        Assert.Equal(["a", "b", "c"], _engine.Ran);
    }

    [Fact]
    public async Task An_outcome_that_did_not_happen_is_not_followed()
    {
        await _engine.RunAsync(
            new Chart()
                .Work("a", ("outcome", "Failed"))
                .Work("good")
                .Work("bad")
                .Arrow("a", "good")
                .Arrow("a", "bad", "Failed")
        );

        Assert.Equal(["a", "bad"], _engine.Ran);
    }

    [Fact]
    public async Task A_way_that_died_does_not_hold_up_the_join_behind_it()
    {
        // d waits for b and c; b's way dies at the decision, two arrows before d.
        await _engine.RunAsync(
            new Chart()
                .Work("a")
                .Add("no", "Elsa.FlowDecision", ("condition", "False"))
                .Work("b1")
                .Work("b2")
                .Work("c")
                .Work("d")
                .Arrow("a", "no")
                .Arrow("no", "b1", "True")
                .Arrow("b1", "b2")
                .Arrow("b2", "d")
                .Arrow("a", "c")
                .Arrow("c", "d")
        );

        Assert.Equal(["a", "c", "d"], _engine.Ran);
    }

    [Fact]
    public async Task When_every_way_to_it_died_an_activity_is_skipped_and_the_run_still_ends()
    {
        var result = await _engine.RunAsync(
            new Chart().Work("a", ("outcome", "Failed")).Work("b").Work("c").Arrow("a", "b").Arrow("b", "c")
        );

        Assert.Equal(["a"], _engine.Ran);
        Assert.Equal(WorkflowSubStatus.Finished, result.SubStatus);
    }

    [Fact]
    public async Task What_the_start_does_not_reach_never_runs()
    {
        await _engine.RunAsync(new Chart().Work("a").Work("b").Work("island").Arrow("a", "b").Arrow("island", "b"));

        Assert.Equal(["a", "b"], _engine.Ran);
    }

    [Fact]
    public async Task End_completes_the_flowchart_at_once_and_cancels_what_runs()
    {
        var result = await _engine.RunAsync(
            new Chart()
                .Add("s", "Elsa.Start")
                .Waiting("slow")
                .Work("quick")
                .Add("end", "Elsa.End")
                .Work("never")
                .Arrow("s", "slow")
                .Arrow("s", "quick")
                .Arrow("quick", "end")
                .Arrow("slow", "never")
        );

        Assert.Equal(WorkflowSubStatus.Finished, result.SubStatus);
        Assert.DoesNotContain("never", _engine.Ran);
        Assert.Equal(ActivityStatus.Canceled, _engine.Journal.Activities.Single(a => a.ActivityId == "slow").Status);
    }

    [Fact]
    public async Task Finish_ends_the_run_from_inside_a_nested_flowchart()
    {
        var inner = new Chart().Add("f", "Elsa.Finish").Build().ToJson()["root"]!.DeepClone();
        inner["id"] = "inner";
        var result = await _engine.RunAsync(
            new Chart().Add("if", "Elsa.If", ("condition", true), ("then", inner)).Work("never").Arrow("if", "never")
        );

        Assert.Equal(WorkflowSubStatus.Finished, result.SubStatus);
        Assert.Empty(_engine.Ran);
        Assert.All(_engine.Journal.Activities, a => Assert.Equal(ActivityStatus.Completed, a.Status));
    }
}
