using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Tests;

/// <summary>Activities that work at the same time.</summary>
public sealed class ConcurrencyTests
{
    [Fact]
    public async Task An_activity_in_the_middle_of_its_code_is_told_of_its_children_when_it_is_through()
    {
        await using var engine = new Engine();
        var chart = new Chart()
            .Add("o", "Test.Overseer", ("body", Chart.Activity("body", "Test.Work", ("wait", true))))
            .Waiting("x", "y")
            .Work("s")
            .Arrow("s", "o")
            .Arrow("s", "x")
            .Arrow("x", "y");
        var run = engine.StartAsync(chart);
        await engine.Gate.ArrivedAsync("body");
        var heard = engine.SayAsync("more");
        await engine.Gate.ArrivedAsync("overseer");

        engine.Gate.Open("body");
        engine.Gate.Open("x");
        // By now the engine has taken the ends of both.
        await engine.Gate.ArrivedAsync("y");
        engine.Gate.Open("overseer");
        engine.Gate.Open("y");

        await heard;
        Assert.Equal(["begins", "ends", "told", "told"], engine.Gate.Log.Where(l => l is "begins" or "ends" or "told"));
        Assert.Equal(2, engine.Gate.Log.Count(l => l == "body"));
        Assert.Equal(WorkflowSubStatus.Finished, (await run).SubStatus);
    }
}
