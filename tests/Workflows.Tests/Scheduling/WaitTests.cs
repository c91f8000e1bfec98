using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Tests.Scheduling;

public sealed class WaitTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private readonly ManualTime _time = new() { Now = Noon };
    private readonly Engine _engine;

    public WaitTests() => _engine = new Engine(time: _time);

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Theory]
    [InlineData("Elsa.Timer", "interval", "00:05:00", "2026-11-21T12:05:00Z")]
    [InlineData("Elsa.Cron", "cronExpression", "0 0 2 * * ?", "2026-11-22T02:00:00Z")]
    [InlineData("Elsa.StartAt", "dateTime", "2026-12-24T18:00:00+01:00", "2026-12-24T17:00:00Z")]
    public async Task In_the_middle_of_a_run_it_waits_for_the_clock(string type, string input, string value, string due)
    {
        var handle = await _engine.Runtime.StartAsync(
            new Chart()
                .Work("before")
                .Add("t", type, (input, value))
                .Work("after")
                .Arrow("before", "t")
                .Arrow("t", "after")
                .Build()
        );
        Assert.Equal(WorkflowSubStatus.Suspended, (await handle.Burst).SubStatus);

        var bookmark = Assert.Single(
            await _engine.Journal.FindBookmarksAsync(new BookmarkFilter { RunId = handle.RunId })
        );
        Assert.Equal(DateTimeOffset.Parse(due, System.Globalization.CultureInfo.InvariantCulture), bookmark.DueAt);
        var resumed = await _engine.Runtime.ResumeAsync(handle.RunId, bookmark.Id);
        Assert.Equal(WorkflowSubStatus.Finished, (await resumed!.Burst).SubStatus);
        Assert.Equal(["before", "after"], _engine.Ran);
    }

    [Fact]
    public async Task The_trigger_that_started_the_run_does_not_wait()
    {
        var handle = await _engine.Runtime.StartAsync(
            new Chart().Add("t", "Elsa.Timer", ("interval", "01:00:00")).Work("after").Arrow("t", "after").Build(),
            new RunOptions { TriggerActivityId = "t" }
        );

        Assert.Equal(
            (WorkflowSubStatus.Finished, "after"),
            ((await handle.Burst).SubStatus, Assert.Single(_engine.Ran))
        );
    }

    [Fact]
    public async Task A_moment_that_is_past_is_not_waited_for()
    {
        await _engine.RunAsync(
            new Chart()
                .Work("before")
                .Add("t", "Elsa.StartAt", ("dateTime", "2020-01-01"))
                .Work("after")
                .Arrow("before", "t")
                .Arrow("t", "after")
        );

        Assert.Equal(["before", "after"], _engine.Ran);
    }
}
