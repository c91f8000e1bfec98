using System.Text.Json.Nodes;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Tests;

/// <summary>When a run commits besides where it has to. A line of text runs in place and has no commit of its own by default.</summary>
public sealed class CommitStrategyTests : IAsyncDisposable
{
    private readonly Engine _engine = new();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    private static Chart Lines(string? workflow, params string?[] strategies)
    {
        var chart = workflow is null ? new Chart() : new Chart().Option("commitStrategyName", workflow);
        for (var i = 0; i < strategies.Length; i++)
        {
            chart.Add(
                $"l{i}",
                "Elsa.WriteLine",
                ("text", "hello"),
                (
                    "customProperties",
                    strategies[i] is { } name ? new JsonObject { ["commitStrategyName"] = name } : new JsonObject()
                )
            );
            if (i > 0)
                chart.Arrow($"l{i - 1}", $"l{i}");
        }
        return chart;
    }

    /// <summary>The lines in each commit, with their status at that moment.</summary>
    private async Task<string> CommitsAsync(Chart chart)
    {
        var watch = new Watch();
        Assert.Equal(
            WorkflowSubStatus.Finished,
            (await _engine.RunAsync(chart, new RunOptions { Observers = [watch] })).SubStatus
        );
        return string.Join(" | ", watch.Commits);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Default")]
    [InlineData("WorkflowExecuting")]
    [InlineData("WorkflowExecuted")]
    [InlineData("of another server")]
    public async Task By_default_what_runs_in_place_is_committed_together(string? name) =>
        Assert.Equal("l0 Completed, l1 Completed", await CommitsAsync(Lines(name, null, null)));

    [Fact]
    public async Task ActivityExecuted_commits_after_each_activity() =>
        Assert.Equal("l0 Completed | l1 Completed", await CommitsAsync(Lines("ActivityExecuted", null, null)));

    [Fact]
    public async Task ActivityExecuting_commits_before_each_activity() =>
        Assert.Equal(
            "l0 Running | l0 Completed, l1 Running | l1 Completed",
            await CommitsAsync(Lines("ActivityExecuting", null, null))
        );

    [Fact]
    public async Task An_activity_has_its_own_strategy() =>
        Assert.Equal(
            "l0 Running | l0 Completed | l1 Completed | l2 Running | l2 Completed, l3 Completed",
            await CommitsAsync(Lines(null, "CommitAlways", "Executed", "Executing", null))
        );

    [Fact]
    public async Task CommitNever_still_commits_the_beginning_and_the_end_of_work()
    {
        var chart = new Chart()
            .Work("a", ("customProperties", new JsonObject { ["commitStrategyName"] = "CommitNever" }))
            .Work("b")
            .Arrow("a", "b")
            .Option("commitStrategyName", "ActivityExecuted");

        Assert.Equal("a Running | a Completed, b Running | b Completed", await CommitsAsync(chart));
    }

    private sealed class Watch : IWorkflowObserver
    {
        public List<string> Commits { get; } = [];

        public void Committed(RunRecord run, IReadOnlyList<ActivityExecutionRecord> activities)
        {
            var lines = activities
                .Where(a => a.ActivityId != "root")
                .OrderBy(a => a.Sequence)
                .Select(a => $"{a.ActivityId} {a.Status}")
                .ToList();
            if (lines.Count > 0)
                Commits.Add(string.Join(", ", lines));
        }
    }
}
