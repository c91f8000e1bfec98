using System.Text.Json.Nodes;
using Penstock.Testing;
using Penstock.Workflows.Definitions.Store;
using Penstock.Workflows.Runtime;
using Penstock.Workflows.Tests.Composition;
using Penstock.Workflows.Triggers;

namespace Penstock.Workflows.Tests.Events;

public sealed class EventTests(PostgresFixture postgres)
{
    private static readonly JsonObject Starts = new() { ["canStartWorkflow"] = true };

    private static JsonObject Listening(string id, string eventName = "order placed") =>
        new Chart()
            .Add("e", "Elsa.Event", ("eventName", eventName), ("customProperties", Starts.DeepClone()))
            .Work($"{id}-work")
            .Arrow("e", $"{id}-work")
            .Build(id)
            .ToJson();

    [Fact]
    public async Task A_run_waits_for_an_event_and_goes_on_with_what_it_brings()
    {
        await using var host = new RuntimeHost();
        var chart = new Chart()
            .Variable("v", "Order", "Object")
            .Work("before")
            .Add("e", "Elsa.Event", ("eventName", "paid"), ("result", Chart.Bind("v")))
            .Work("after")
            .Arrow("before", "e")
            .Arrow("e", "after");
        var handle = await host.Runtime.StartAsync(chart.Build());
        await handle.Burst;
        Assert.Empty((await host.Get<StimulusSender>().PublishAsync("something else", null)).Resumed);
        var reached = await host.Get<StimulusSender>().PublishAsync("paid", new { Number = 7 });

        Assert.Equal([handle.RunId], reached.Resumed);
        Assert.Equal(WorkflowSubStatus.Finished, (await host.EndOfAsync(handle.RunId)).SubStatus);
        Assert.Equal(
            """{"number":7}""",
            host.Memory.Activities.Single(a => a.ActivityId == "e").Outputs["Result"]!.ToJsonString()
        );
    }

    [Fact]
    public async Task An_event_with_a_correlation_id_reaches_only_what_belongs_to_it()
    {
        await using var host = new RuntimeHost();
        var chart = new Chart().Add("e", "Elsa.Event", ("eventName", "paid"));
        var mine = await host.Runtime.StartAsync(chart.Build(), new RunOptions { CorrelationId = "o-1" });
        var other = await host.Runtime.StartAsync(chart.Build(), new RunOptions { CorrelationId = "o-2" });
        await Task.WhenAll(mine.Burst, other.Burst);

        Assert.Equal(
            [mine.RunId],
            (
                await host.Get<StimulusSender>()
                    .PublishAsync("paid", null, new StimulusOptions { CorrelationId = "o-1" })
            ).Resumed
        );
    }

    [Fact]
    public async Task A_workflow_publishes_what_another_waits_for()
    {
        await using var host = new RuntimeHost();
        var waiting = await host.Runtime.StartAsync(
            new Chart().Add("e", "Elsa.Event", ("eventName", "go")).Build("waits")
        );
        await waiting.Burst;
        await host.RunAsync(
            new Chart()
                .Add("p", "Elsa.PublishEvent", ("eventName", "go"), ("payload", Chart.Json("""{"a":1}""")))
                .Build("says")
        );

        Assert.Equal(WorkflowSubStatus.Finished, (await host.EndOfAsync(waiting.RunId)).SubStatus);
    }

    [Fact]
    public async Task A_local_event_stays_in_its_run()
    {
        await using var host = new RuntimeHost();
        var other = await host.Runtime.StartAsync(
            new Chart().Add("e", "Elsa.Event", ("eventName", "go")).Build("waits")
        );
        await other.Burst;
        var run = await host.RunAsync(
            new Chart().Add("p", "Elsa.PublishEvent", ("eventName", "go"), ("isLocalEvent", true)).Build("says")
        );

        Assert.Equal(
            0,
            host.Memory.Activities.Single(a => a.RunId == run.Id && a.ActivityId == "p").Counters["resumed"]
        );
    }

    [Fact]
    public async Task An_event_starts_the_published_workflows_that_listen_for_it()
    {
        await using var host = new RuntimeHost(await RuntimeHost.DatabaseAsync(postgres));
        var store = host.Get<IDefinitionStore>();
        await store.SaveAsync(new(Listening("one")) { Publish = true });
        await store.SaveAsync(new(Listening("draft")));
        await store.SaveAsync(new(Listening("deaf", "another event")) { Publish = true });
        await store.SaveAsync(new(Listening("gone")) { Publish = true });
        await store.RetractAsync("gone");

        var reached = await host.Get<StimulusSender>()
            .PublishAsync("order placed", new { Number = 7 }, new StimulusOptions { CorrelationId = "o-7" });
        var run = await host.EndOfAsync(Assert.Single(reached.Started));
        Assert.Equal(("one", "o-7", WorkflowSubStatus.Finished), (run.DefinitionId, run.CorrelationId, run.SubStatus));
        Assert.Equal(["one-work"], host.Gate.Log);
    }

    [Fact]
    public async Task A_trigger_that_may_not_start_the_workflow_starts_nothing()
    {
        await using var host = new RuntimeHost(await RuntimeHost.DatabaseAsync(postgres));
        var document = Listening("one");
        document["root"]!["activities"]![0]!.AsObject().Remove("customProperties");
        await host.Get<IDefinitionStore>().SaveAsync(new(document) { Publish = true });

        Assert.Empty((await host.Get<StimulusSender>().PublishAsync("order placed", null)).Started);
    }

    [Fact]
    public async Task The_same_occasion_starts_a_workflow_once()
    {
        await using var host = new RuntimeHost(await RuntimeHost.DatabaseAsync(postgres));
        await host.Get<IDefinitionStore>().SaveAsync(new(Listening("one")) { Publish = true });
        var first = await host.Get<StimulusSender>()
            .PublishAsync("order placed", null, new StimulusOptions { Occasion = "x" });
        var second = await host.Get<StimulusSender>()
            .PublishAsync("order placed", null, new StimulusOptions { Occasion = "x" });

        Assert.Equal(first.Started, second.Started);
        await host.EndOfAsync(first.Started[0]);
        Assert.Single(host.Gate.Log);
    }

    [Fact]
    public async Task A_workflow_that_may_run_once_at_a_time_is_not_started_again()
    {
        await using var host = new RuntimeHost(await RuntimeHost.DatabaseAsync(postgres));
        var document = Listening("one");
        document["options"]!["activationStrategyType"] = "SingletonStrategy";
        document["root"]!["activities"]![1]!["wait"] = Chart.Literal(true);
        await host.Get<IDefinitionStore>().SaveAsync(new(document) { Publish = true });
        var sender = host.Get<StimulusSender>();
        var first = Assert.Single((await sender.PublishAsync("order placed", null)).Started);
        await host.Gate.ArrivedAsync("one-work");

        Assert.Empty((await sender.PublishAsync("order placed", null)).Started);
        host.Gate.Open("one-work");
        await host.EndOfAsync(first);
    }

    [Fact]
    public async Task A_task_is_done_by_somebody_outside()
    {
        await using var host = new RuntimeHost();
        var handle = await host.Runtime.StartAsync(
            new Chart()
                .Add("t", "Elsa.RunTask", ("taskName", "approve"), ("payload", Chart.Json("""{"amount":5}""")))
                .Build()
        );
        await handle.Burst;
        var bookmark = Assert.Single(
            await host.Memory.FindBookmarksAsync(new BookmarkFilter { Name = "Elsa.RunTask" })
        );
        var taskId = bookmark.Payload!["taskId"]!.ToString();

        Assert.False(await host.Get<StimulusSender>().CompleteTaskAsync("no such task", null));
        Assert.True(await host.Get<StimulusSender>().CompleteTaskAsync(taskId, "yes"));
        Assert.Equal(WorkflowSubStatus.Finished, (await host.EndOfAsync(handle.RunId)).SubStatus);
        var record = host.Memory.Activities.Single(a => a.ActivityId == "t");
        Assert.Equal((taskId, "yes"), (record.Outputs["TaskId"]!.ToString(), record.Outputs["Result"]!.ToString()));
    }
}
