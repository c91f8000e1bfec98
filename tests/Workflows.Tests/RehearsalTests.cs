using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Tests;

/// <summary>A rehearsal goes the way of a run and does nothing on it.</summary>
public sealed class RehearsalTests : IAsyncDisposable
{
    private static readonly RunOptions Rehearsal = new() { IsRehearsal = true };

    private readonly Engine _engine = new();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task Control_flow_is_gone_through_and_nothing_works()
    {
        var chart = new Chart()
            .Add("start", "Elsa.Start")
            .Work("a")
            .Work("b")
            .Add("line", "Elsa.WriteLine", ("text", "hello"))
            .Work("join")
            .Arrow("start", "a")
            .Arrow("start", "b")
            .Arrow("a", "join")
            .Arrow("b", "line")
            .Arrow("line", "join");

        var result = await _engine.RunAsync(chart, Rehearsal);

        Assert.Equal(WorkflowSubStatus.Finished, result.SubStatus);
        Assert.Empty(_engine.Ran);
        Assert.Empty(_engine.Console.ToString());
        Assert.Equal(
            ["a", "b", "line", "join"],
            _engine.Journal.Activities.Where(a => !a.IsControlFlow).Select(a => a.ActivityId)
        );
    }

    [Fact]
    public async Task What_waits_for_something_outside_is_passed_over()
    {
        var result = await _engine.RunAsync(
            new Chart()
                .Add("wait", "Test.WaitFor", ("word", "go"))
                .Add("pause", "Elsa.Delay", ("timeSpan", "1.00:00:00"))
                .Work("a")
                .Arrow("wait", "pause")
                .Arrow("pause", "a"),
            Rehearsal
        );

        Assert.Equal(WorkflowSubStatus.Finished, result.SubStatus);
    }

    [Fact]
    public async Task Scripts_run_because_they_choose_the_way()
    {
        var chart = new Chart()
            .Add(
                "choose",
                "Elsa.RunJavaScript",
                ("script", "setOutcome('left')"),
                ("possibleOutcomes", new[] { "left", "right" })
            )
            .Work("left")
            .Work("right")
            .Arrow("choose", "left", "left")
            .Arrow("choose", "right", "right");

        await _engine.RunAsync(chart, Rehearsal);

        Assert.Equal(
            ["choose", "left"],
            _engine.Journal.Activities.Where(a => !a.IsControlFlow).Select(a => a.ActivityId)
        );
    }

    [Fact]
    public async Task A_loop_that_waits_for_work_to_end_it_is_stopped()
    {
        var result = await _engine.RunAsync(
            new Chart()
                .Work("a")
                .Add("again", "Elsa.FlowDecision", ("condition", true))
                .Arrow("a", "again")
                .Arrow("again", "a", "True"),
            Rehearsal with
            {
                MaxActivityExecutions = 50,
            }
        );

        Assert.Equal(WorkflowSubStatus.Faulted, result.SubStatus);
        Assert.Contains("endless loop", result.Exceptions[0].Message, StringComparison.Ordinal);
    }
}
