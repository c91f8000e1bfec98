using System.Text.Json;
using Penstock.Testing;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Tests.Composition;

public sealed class BulkDispatchTests(PostgresFixture postgres)
{
    private static Chart Bulk(object items, bool waits = true, params (string Name, object? Value)[] more) =>
        new Chart()
            .Add(
                "b",
                "Elsa.BulkDispatchWorkflows",
                [
                    ("workflowDefinitionId", "child"),
                    ("waitForCompletion", waits),
                    ("items", Chart.Json(JsonSerializer.Serialize(items))),
                    .. more,
                ]
            )
            .Work("next")
            .Arrow("b", "next", "Completed");

    // Faults for the item "bad".
    private static WorkflowDefinition Child() =>
        new Chart()
            .Input("Item", "String")
            .Add(
                "d",
                "Elsa.FlowSwitch",
                (
                    "cases",
                    new System.Text.Json.Nodes.JsonArray(
                        new System.Text.Json.Nodes.JsonObject
                        {
                            ["label"] = "bad",
                            ["condition"] = new System.Text.Json.Nodes.JsonObject
                            {
                                ["type"] = "Input",
                                ["value"] = new System.Text.Json.Nodes.JsonObject { ["name"] = "IsBad" },
                            },
                        }
                    )
                )
            )
            .Add("f", "Elsa.Fault", ("message", "bad item"))
            .Arrow("d", "f", "bad")
            .Build("child");

    [Fact]
    public async Task Each_item_has_its_run_and_failures_are_counted_not_passed_on()
    {
        await using var host = new RuntimeHost();
        host.Definitions.Add(Child());
        object[] items = [new { Name = "a" }, new { Name = "b", IsBad = true }, new { Name = "c" }];
        var run = await host.RunAsync(
            Bulk(
                    items,
                    true,
                    ("childCompleted", Chart.Activity("good", "Test.Work")),
                    ("childFaulted", Chart.Activity("poor", "Test.Work"))
                )
                .Build()
        );

        Assert.Equal(WorkflowSubStatus.Finished, run.SubStatus);
        Assert.Equal(["good", "good", "next", "poor"], host.Gate.Log.Order());
        var record = host.Memory.Activities.Single(a => a.ActivityId == "b");
        Assert.Equal("""{"Completed":2,"Faulted":1,"FaultedItems":[1]}""", record.Outputs["Result"]!.ToJsonString());
        Assert.Equal((2, 1, 3), (record.Counters["completed"], record.Counters["faulted"], record.Counters["total"]));
        Assert.Equal(3, host.Memory.Runs.Count(r => r.ParentRunId == run.Id));
    }

    [Fact]
    public async Task Without_waiting_it_is_complete_when_all_are_queued()
    {
        await using var host = new RuntimeHost();
        host.Definitions.Add(new Chart().Waiting("slow").Build("child"));
        var run = await host.RunAsync(Bulk(new[] { "a", "b" }, waits: false).Build());
        host.Gate.Open("slow");

        Assert.Equal(
            (WorkflowSubStatus.Finished, 2),
            (run.SubStatus, host.Memory.Runs.Count(r => r.ParentRunId == run.Id))
        );
    }

    [Fact]
    public async Task No_items_are_done_at_once()
    {
        await using var host = new RuntimeHost();
        host.Definitions.Add(Child());

        Assert.Equal(WorkflowSubStatus.Finished, (await host.RunAsync(Bulk(Array.Empty<string>()).Build())).SubStatus);
        Assert.Equal(["next"], host.Gate.Log);
    }

    [Fact]
    public async Task Many_items_are_queued_a_window_at_a_time()
    {
        await using var host = new RuntimeHost();
        host.Definitions.Add(new Chart().Add("n", "Elsa.SetName", ("value", "x")).Build("child"));
        var run = await host.RunAsync(Bulk(Enumerable.Range(0, 2_000)).Build());

        Assert.Equal(WorkflowSubStatus.Finished, run.SubStatus);
        Assert.Equal(2_000, host.Memory.Activities.Single(a => a.ActivityId == "b").Counters["completed"]);
        Assert.True(host.Memory.Activities.Single(a => a.ActivityId == "b").Events.Count < 30);
    }

    [Fact]
    public async Task The_database_sees_each_child_once()
    {
        var metadata = await RuntimeHost.DatabaseAsync(postgres);
        await using var host = new RuntimeHost(metadata, definitions: new());
        host.Definitions.Add(new Chart().Work("w").Build("child"));
        var run = await host.RunAsync(Bulk(Enumerable.Range(0, 450)).Build());

        Assert.Equal(WorkflowSubStatus.Finished, run.SubStatus);
        Assert.Equal(450, host.Gate.Log.Count(n => n == "w"));
    }
}
