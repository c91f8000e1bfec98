using Penstock.Core.Metadata;
using Penstock.Testing;
using Penstock.Workflows.Journal;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Tests.Durability;

/// <summary>Runs that wait go on in another process as if nothing had happened in between; here every burst has an engine of its own.</summary>
public sealed class SuspendTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_run_that_waits_is_suspended_and_goes_on_in_another_process()
    {
        await using var store = await postgres.CreateStoreAsync();
        var chart = new Chart()
            .Variable("v", "Heard")
            .Work("a")
            .Add("w", "Test.WaitFor", ("word", "go"), ("heard", Chart.Bind("v")))
            .Add("say", "Elsa.WriteLine", ("text", Chart.Variable("v")))
            .Arrow("a", "w")
            .Arrow("w", "say");
        Guid run;
        await using (var first = new Engine(store))
        {
            var result = await first.StartAsync(chart);
            run = result.RunId;
            Assert.Equal((WorkflowStatus.Running, WorkflowSubStatus.Suspended), (result.Status, result.SubStatus));
        }
        await using var second = new Engine(store);
        var resumed = await second.SayAsync("go", "hello");

        Assert.Equal(WorkflowSubStatus.Finished, resumed!.SubStatus);
        Assert.Equal(["w heard hello for go"], second.Ran);
        Assert.Equal("hello", second.Console.ToString().Trim());
        var details = await new RunQueries(store).GetAsync(run.ToString());
        Assert.All(details.Activities, a => Assert.Equal(ActivityStatus.Completed, a.Status));
        Assert.Equal(
            ["Suspended", "Resumed"],
            details.Activities.Single(a => a.ActivityId == "w").Events.Select(e => e.Name)
        );
        Assert.Equal(
            0,
            await CountAsync(store, "bookmark")
                + await CountAsync(store, "inbox")
                + await CountAsync(store, "run_state")
                + await CountAsync(store, "run_memo")
        );
    }

    [Fact]
    public async Task The_events_of_a_run_have_one_order_over_all_its_bursts()
    {
        await using var store = await postgres.CreateStoreAsync();
        await using var engine = new Engine(store);
        var run = await engine.StartAsync(
            new Chart().Work("a").Add("w", "Test.WaitFor", ("word", "go")).Work("b").Arrow("a", "w").Arrow("w", "b")
        );
        await engine.SayAsync("go");
        var activities = (await new RunQueries(store).GetAsync(run.RunId.ToString())).Activities;
        var places = activities
            .SelectMany(a => new[] { a.StartEvent!.Value, a.EndEvent!.Value }.Concat(a.Events.Select(e => e.Sequence)))
            .Order()
            .ToList();

        Assert.Equal(Enumerable.Range(1, places.Count).Select(i => (long)i), places);
    }

    [Fact]
    public async Task Branches_wait_independently_and_their_join_waits_for_both()
    {
        await using var store = await postgres.CreateStoreAsync();
        var chart = new Chart()
            .Add("s", "Elsa.Start")
            .Add("x", "Test.WaitFor", ("word", "x"))
            .Add("y", "Test.WaitFor", ("word", "y"))
            .Work("join")
            .Arrow("s", "x")
            .Arrow("s", "y")
            .Arrow("x", "join")
            .Arrow("y", "join");
        await using (var engine = new Engine(store))
            await engine.StartAsync(chart);
        await using (var engine = new Engine(store))
        {
            Assert.Equal(WorkflowSubStatus.Suspended, (await engine.SayAsync("y"))!.SubStatus);
            Assert.DoesNotContain("join", engine.Ran);
        }
        await using var last = new Engine(store);
        var end = await last.SayAsync("x");

        Assert.Equal(WorkflowSubStatus.Finished, end!.SubStatus);
        Assert.Contains("join", last.Ran);
    }

    [Fact]
    public async Task A_loop_and_its_variables_survive_the_wait_in_its_body()
    {
        await using var store = await postgres.CreateStoreAsync();
        var body = Chart.Activity("w", "Test.WaitFor", ("word", Chart.Variable("CurrentValue")));
        var chart = new Chart().Add(
            "each",
            "Elsa.ForEach",
            ("items", Chart.Json("[\"one\",\"two\",\"three\"]")),
            ("body", body)
        );
        await using (var engine = new Engine(store))
            await engine.StartAsync(chart);
        foreach (var word in new[] { "one", "two" })
        {
            await using var engine = new Engine(store);
            Assert.Equal(WorkflowSubStatus.Suspended, (await engine.SayAsync(word))!.SubStatus);
        }
        await using var last = new Engine(store);

        Assert.Null(await last.SayAsync("two"));
        Assert.Equal(WorkflowSubStatus.Finished, (await last.SayAsync("three"))!.SubStatus);
    }

    [Fact]
    public async Task A_bookmark_that_is_used_up_resumes_nothing_and_one_that_stays_resumes_each_time()
    {
        await using var store = await postgres.CreateStoreAsync();
        await using var engine = new Engine(store);
        await engine.StartAsync(new Chart().Add("w", "Test.WaitFor", ("word", "again"), ("rounds", 3)));

        Assert.Equal(WorkflowSubStatus.Suspended, (await engine.SayAsync("again", 1))!.SubStatus);
        Assert.Equal(WorkflowSubStatus.Suspended, (await engine.SayAsync("again", 2))!.SubStatus);
        Assert.Equal(WorkflowSubStatus.Finished, (await engine.SayAsync("again", 3))!.SubStatus);
        Assert.Null(await engine.SayAsync("again", 4));
    }

    [Fact]
    public async Task Of_many_messages_that_come_at_once_from_two_processes_none_is_lost_and_none_counts_twice()
    {
        await using var store = await postgres.CreateStoreAsync();
        await using var one = new Engine(store);
        await using var other = new Engine(store);
        const int rounds = 40;
        var run = await one.StartAsync(new Chart().Add("w", "Test.WaitFor", ("word", "tick"), ("rounds", rounds)));
        await Task.WhenAll(Enumerable.Range(0, rounds).Select(i => (i % 2 == 0 ? one : other).SayAsync("tick", i)));
        // A message for a run that the other process has waits there until it looks.
        while ((await new RunQueries(store).GetAsync(run.RunId.ToString())).Run.Status == WorkflowStatus.Running)
        {
            await one.Runtime.RecoverAsync(TestContext.Current.CancellationToken);
            await Task.Yield();
        }
        var heard = one.Ran.Concat(other.Ran).Where(l => l.StartsWith("w heard", StringComparison.Ordinal)).ToList();

        Assert.Equal(rounds, heard.Count);
        Assert.Equal(rounds, heard.Distinct().Count());
        Assert.Equal(0, await CountAsync(store, "inbox"));
    }

    [Fact]
    public async Task A_suspended_run_can_be_cancelled()
    {
        await using var store = await postgres.CreateStoreAsync();
        await using var engine = new Engine(store);
        var run = await engine.StartAsync(new Chart().Add("w", "Test.WaitFor", ("word", "never")));

        Assert.True(await engine.Runtime.CancelAsync(run.RunId));
        var details = await new RunQueries(store).GetAsync(run.RunId.ToString());
        Assert.Equal(
            (WorkflowStatus.Finished, WorkflowSubStatus.Cancelled),
            (details.Run.Status, details.Run.SubStatus)
        );
        Assert.All(details.Activities, a => Assert.Equal(ActivityStatus.Canceled, a.Status));
        Assert.Null(await engine.SayAsync("never"));
        Assert.False(await engine.Runtime.CancelAsync(run.RunId));
    }

    [Fact]
    public async Task A_delay_in_the_foreground_is_waited_for()
    {
        await using var store = await postgres.CreateStoreAsync();
        await using var engine = new Engine(store);
        var result = await engine.RunAsync(
            new Chart().Add("d", "Elsa.Delay", ("timeSpan", "00:00:00.05")).Work("after").Arrow("d", "after")
        );

        Assert.Equal(WorkflowSubStatus.Finished, result.SubStatus);
        Assert.Equal(["after"], engine.Ran);
    }

    [Fact]
    public async Task Queued_runs_begin_where_there_is_room()
    {
        await using var store = await postgres.CreateStoreAsync();
        await using var engine = new Engine(store);
        var options = Enumerable
            .Range(0, 5)
            .Select(i => new RunOptions { Variables = new Dictionary<string, object?> { ["Who"] = $"n{i}" } })
            .ToList();
        var chart = new Chart()
            .Variable("v", "Who")
            .Waiting("a")
            .Add("say", "Elsa.WriteLine", ("text", Chart.Variable("v")))
            .Arrow("a", "say");
        await engine.Runtime.EnqueueAsync(chart.Build(), options, TestContext.Current.CancellationToken);

        Assert.Equal(2, await engine.Runtime.BeginQueuedAsync(2, TestContext.Current.CancellationToken));
        Assert.Equal(0, await engine.Runtime.BeginQueuedAsync(2, TestContext.Current.CancellationToken));
        engine.Gate.Open("a");
        while (engine.Console.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length < 5)
        {
            await engine.Runtime.BeginQueuedAsync(2, TestContext.Current.CancellationToken);
            await Task.Yield();
        }

        Assert.Equal(
            ["n0", "n1", "n2", "n3", "n4"],
            engine.Console.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Order()
        );
    }

    private static async Task<long> CountAsync(MetadataStore store, string table)
    {
        await using var command = store.DataSource.CreateCommand($"SELECT count(*) FROM workflow.{table}");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
