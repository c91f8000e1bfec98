using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Tests;

public sealed class JoinTests : IAsyncDisposable
{
    private readonly Engine _engine = new();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    // s forks to a and b; both lead to the join; after follows it.
    private static Chart Diamond(string? mode, string bOutcome = "Done", bool wait = false)
    {
        var chart = new Chart()
            .Add("s", "Elsa.Start")
            .Work("a", ("wait", wait))
            .Work("b", ("wait", wait), ("outcome", bOutcome));
        _ = mode is null ? chart.Add("j", "Elsa.FlowJoin") : chart.Add("j", "Elsa.FlowJoin", ("mode", mode));
        return chart.Work("after").Arrow("s", "a").Arrow("s", "b").Arrow("a", "j").Arrow("b", "j").Arrow("j", "after");
    }

    private int Joins => _engine.Journal.Activities.Count(a => a.ActivityId == "j");

    [Theory]
    [InlineData(null)]
    [InlineData("WaitAny")]
    public async Task WaitAny_passes_at_the_first_and_cancels_the_others(string? mode)
    {
        var run = _engine.RunAsync(Diamond(mode, wait: true));
        await Task.WhenAll(_engine.Gate.ArrivedAsync("a"), _engine.Gate.ArrivedAsync("b"));
        _engine.Gate.Open("a");
        var result = await run;

        Assert.Equal(WorkflowSubStatus.Finished, result.SubStatus);
        Assert.Equal((1, 1), (Joins, _engine.Ran.Count(n => n == "after")));
        Assert.Equal(ActivityStatus.Canceled, _engine.Journal.Activities.Single(x => x.ActivityId == "b").Status);
        Assert.Empty(result.Incidents);
    }

    [Fact]
    public async Task WaitAny_runs_once_when_both_ways_arrive()
    {
        await _engine.RunAsync(Diamond("WaitAny"), new RunOptions { MaxDegreeOfParallelism = 1 });

        Assert.Equal((1, 1), (Joins, _engine.Ran.Count(n => n == "after")));
    }

    [Fact]
    public async Task WaitAll_passes_when_all_arrive()
    {
        await _engine.RunAsync(Diamond("WaitAll"));

        Assert.Equal((1, 1), (Joins, _engine.Ran.Count(n => n == "after")));
    }

    [Fact]
    public async Task WaitAll_does_not_pass_when_one_way_died()
    {
        var result = await _engine.RunAsync(Diamond("WaitAll", bOutcome: "Failed"));

        Assert.Equal(0, Joins);
        Assert.Equal(WorkflowSubStatus.Finished, result.SubStatus);
    }

    [Fact]
    public async Task WaitAllActive_passes_with_those_that_live()
    {
        await _engine.RunAsync(Diamond("WaitAllActive", bOutcome: "Failed"));

        Assert.Equal((1, 1), (Joins, _engine.Ran.Count(n => n == "after")));
    }

    [Fact]
    public async Task WaitAllActive_waits_for_the_last()
    {
        var run = _engine.RunAsync(Diamond("WaitAllActive", wait: true));
        await Task.WhenAll(_engine.Gate.ArrivedAsync("a"), _engine.Gate.ArrivedAsync("b"));
        _engine.Gate.Open("a");
        _engine.Gate.Open("b");
        await run;

        Assert.Equal("after", _engine.Ran.Last());
        Assert.Equal(1, Joins);
    }

    [Fact]
    public async Task A_fork_starts_only_the_branches_it_names()
    {
        await _engine.RunAsync(
            new Chart()
                .Add("f", "Elsa.FlowFork", ("branches", Chart.Expression("Object", "[\"x\",\"y\"]")))
                .Work("a")
                .Work("b")
                .Work("c")
                .Arrow("f", "a", "x")
                .Arrow("f", "b", "y")
                .Arrow("f", "c", "z")
        );

        Assert.Equal(["a", "b"], _engine.Ran.Order());
    }

    [Fact]
    public async Task Two_arrows_from_one_activity_to_another_are_one_way()
    {
        await _engine.RunAsync(new Chart().Work("a").Work("b").Arrow("a", "b").Arrow("a", "b", "Failed"));

        Assert.Equal(["a", "b"], _engine.Ran);
    }
}
