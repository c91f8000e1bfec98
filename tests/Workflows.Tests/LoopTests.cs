using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Tests;

public sealed class LoopTests : IAsyncDisposable
{
    private readonly Engine _engine = new();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task A_backward_connection_repeats_until_its_outcome_changes()
    {
        await _engine.RunAsync(
            new Chart()
                .Work("a")
                .Add("again", "Test.UpTo", ("times", 3))
                .Work("after")
                .Arrow("a", "again")
                .Arrow("again", "a", "Again")
                .Arrow("again", "after", "Enough")
        );

        Assert.Equal(["a", "a", "a", "after"], _engine.Ran);
    }

    [Fact]
    public async Task A_join_behind_a_loop_waits_until_the_loop_has_ended()
    {
        // The loop's way out is not followed in its first rounds; e arrives at the join early.
        await _engine.RunAsync(
            new Chart()
                .Add("s", "Elsa.Start")
                .Work("e")
                .Work("a")
                .Add("again", "Test.UpTo", ("times", 3))
                .Work("out")
                .Work("join")
                .Arrow("s", "e")
                .Arrow("s", "a")
                .Arrow("a", "again")
                .Arrow("again", "a", "Again")
                .Arrow("again", "out", "Enough")
                .Arrow("out", "join")
                .Arrow("e", "join")
        );

        Assert.Equal(["out", "join"], _engine.Ran.TakeLast(2));
        Assert.Equal(3, _engine.Ran.Count(n => n == "a"));
    }

    [Fact]
    public async Task A_loop_inside_a_loop_starts_afresh_in_every_round()
    {
        await _engine.RunAsync(
            new Chart()
                .Work("outer")
                .Work("inner")
                .Add("more", "Test.UpTo", ("times", 2))
                .Add("again", "Test.UpTo", ("times", 2))
                .Work("end")
                .Arrow("outer", "inner")
                .Arrow("inner", "more")
                .Arrow("more", "inner", "Again")
                .Arrow("more", "again", "Enough")
                .Arrow("again", "outer", "Again")
                .Arrow("again", "end", "Enough")
        );

        Assert.Equal(["outer", "inner", "inner", "outer", "inner", "inner", "end"], _engine.Ran);
    }

    [Fact]
    public async Task A_join_inside_a_loop_joins_in_every_round()
    {
        await _engine.RunAsync(
            new Chart()
                .Work("top")
                .Work("a")
                .Work("b")
                .Work("join")
                .Add("again", "Test.UpTo", ("times", 3))
                .Arrow("top", "a")
                .Arrow("top", "b")
                .Arrow("a", "join")
                .Arrow("b", "join")
                .Arrow("join", "again")
                .Arrow("again", "top", "Again")
        );

        Assert.Equal(3, _engine.Ran.Count(n => n == "join"));
        Assert.Equal(3, _engine.Ran.Count(n => n == "b"));
    }

    [Fact]
    public async Task ForEach_gives_its_body_each_item_in_order()
    {
        var body = Chart.Activity(
            "line",
            "Elsa.WriteLine",
            ("text", Chart.Expression("Variable", new System.Text.Json.Nodes.JsonObject { ["name"] = "CurrentValue" }))
        );
        await _engine.RunAsync(
            new Chart().Add(
                "each",
                "Elsa.ForEach",
                ("items", Chart.Expression("Object", "[\"x\",\"y\",\"z\"]")),
                ("body", body)
            )
        );

        Assert.Equal("x\ny\nz\n", _engine.Console.ToString().ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task ParallelForEach_runs_its_body_for_every_item()
    {
        var body = Chart.Activity("line", "Elsa.WriteLine", ("text", Chart.Expression("Variable", "CurrentValue")));
        var items = $"[{string.Join(',', Enumerable.Range(0, 500))}]";
        var result = await _engine.RunAsync(
            new Chart()
                .Add("each", "Elsa.ParallelForEach", ("items", Chart.Expression("Object", items)), ("body", body))
                .Work("after")
                .Arrow("each", "after")
        );

        Assert.Equal(WorkflowSubStatus.Finished, result.SubStatus);
        Assert.Equal(
            Enumerable.Range(0, 500),
            _engine.Console.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).Order()
        );
        Assert.Equal(["after"], _engine.Ran);
    }

    [Theory]
    [InlineData(true, "yes\n")]
    [InlineData(false, "no\n")]
    public async Task If_runs_the_branch_its_condition_chooses(bool condition, string written)
    {
        await _engine.RunAsync(
            new Chart().Add(
                "if",
                "Elsa.If",
                ("condition", condition),
                ("then", Chart.Activity("y", "Elsa.WriteLine", ("text", "yes"))),
                ("else", Chart.Activity("n", "Elsa.WriteLine", ("text", "no")))
            )
        );

        Assert.Equal(written, _engine.Console.ToString().ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task A_sequence_runs_in_order()
    {
        var sequence = Chart.Activity("seq", "Elsa.Sequence");
        sequence["activities"] = new System.Text.Json.Nodes.JsonArray(
            Chart.Activity("w1", "Test.Work"),
            Chart.Activity("w2", "Test.Work")
        );
        await _engine.RunAsync(
            new Chart().Add("if", "Elsa.If", ("condition", true), ("then", sequence)).Work("w3").Arrow("if", "w3")
        );

        Assert.Equal(["w1", "w2", "w3"], _engine.Ran);
    }
}
