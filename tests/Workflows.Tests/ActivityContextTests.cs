using System.Collections.Concurrent;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Tests;

public sealed class ActivityContextTests : IAsyncDisposable
{
    private readonly Engine _engine = new();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task A_failure_with_a_way_of_its_own_goes_on_there_and_leaves_an_incident()
    {
        var result = await _engine.RunAsync(
            new Chart()
                .Add("c", "Test.Careful")
                .Work("mend")
                .Work("never")
                .Arrow("c", "mend", "Failed")
                .Arrow("c", "never")
        );

        Assert.Equal(["mend"], _engine.Ran);
        Assert.Equal((WorkflowSubStatus.Finished, "c"), (result.SubStatus, Assert.Single(result.Incidents).ActivityId));
    }

    [Fact]
    public async Task A_failure_without_a_way_of_its_own_is_a_fault()
    {
        var result = await _engine.RunAsync(new Chart().Add("c", "Test.Careful").Work("never").Arrow("c", "never"));

        Assert.Empty(_engine.Ran);
        Assert.Equal(WorkflowSubStatus.Faulted, result.SubStatus);
        Assert.IsType<Core.Errors.TransientException>(Assert.Single(result.Exceptions));
    }

    [Fact]
    public async Task A_step_is_known_by_workflow_activity_and_execution()
    {
        await _engine.RunAsync(
            new Chart().Add("c", "Test.Careful").Work("mend").Arrow("c", "mend", "Failed").Build("nightly")
        );

        var record = _engine.Journal.Activities.Single(a => a.ActivityId == "c");
        Assert.Equal($"nightly.c {record.Id}", record.Outputs["Identity"]!.ToString());
    }

    [Fact]
    public async Task What_a_step_warns_of_is_in_the_journal()
    {
        await _engine.RunAsync(new Chart().Add("c", "Test.Careful").Work("mend").Arrow("c", "mend", "Failed"));

        Assert.Equal(
            ["x.csv is odd", "x.csv is old"],
            _engine.Journal.Activities.Single(a => a.ActivityId == "c").Warnings
        );
        Assert.Empty(_engine.Journal.Activities.Single(a => a.ActivityId == "mend").Warnings);
    }

    [Fact]
    public async Task An_observer_sees_the_run_its_activities_and_their_progress_in_order()
    {
        var seen = new Observer();
        await _engine.RunAsync(
            new Chart().Add("c", "Test.Careful").Work("mend").Arrow("c", "mend", "Failed"),
            new RunOptions { Observers = [seen] }
        );

        Assert.Equal(
            ["run", "start root", "start c", "progress c 5/10 x.csv", "incident c", "end c", "start mend"],
            seen.Events.Take(7)
        );
        Assert.Equal(["end mend", "end root", "run Finished"], seen.Events.TakeLast(3));
    }

    [Fact]
    public async Task An_observer_that_throws_does_not_disturb_the_run() =>
        Assert.Equal(
            WorkflowSubStatus.Finished,
            (await _engine.RunAsync(new Chart().Work("a"), new RunOptions { Observers = [new Broken()] })).SubStatus
        );

    private sealed class Observer : IWorkflowObserver
    {
        public ConcurrentQueue<string> Events { get; } = [];

        public void RunStarted(RunRecord run) => Events.Enqueue("run");

        public void ActivityStarted(ActivityExecutionRecord activity) => Events.Enqueue($"start {activity.ActivityId}");

        public void ActivityProgressed(ActivityExecutionRecord activity)
        {
            if (activity.ActivityId == "c")
                Events.Enqueue(
                    $"progress c {activity.Counters["rows"]}/{activity.Counters["totalRows"]} {activity.Detail}"
                );
        }

        public void ActivityEnded(ActivityExecutionRecord activity) => Events.Enqueue($"end {activity.ActivityId}");

        public void IncidentRaised(Incident incident) => Events.Enqueue($"incident {incident.ActivityId}");

        public void RunEnded(RunRecord run) => Events.Enqueue($"run {run.SubStatus}");
    }

    private sealed class Broken : IWorkflowObserver
    {
        public void ActivityStarted(ActivityExecutionRecord activity) =>
            throw new InvalidOperationException("broken on purpose");
    }
}
