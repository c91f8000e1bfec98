using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Penstock.Server.Access;
using Penstock.Testing;

namespace Penstock.Server.Tests.Elsa.Instances;

public class ViewerTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_run_is_shown_with_the_members_that_the_viewer_reads()
    {
        await using var server = await TestServer.StartAsync(postgres);
        await server.SaveAsync(Chain.Of("hello", Chain.Line("a")));
        var client = await server.SignedInAsync(Roles.Engineer);
        var id = await client.RunAsync("hello");

        var instance = await client.UntilAsync(id, "Finished");

        foreach (
            var name in "id definitionId definitionVersionId version parentWorkflowInstanceId status subStatus isExecuting correlationId name incidentCount isSystem createdAt updatedAt finishedAt workflowState".Split(
                ' '
            )
        )
            Assert.True(instance.AsObject().ContainsKey(name), name);
        foreach (
            var name in "id definitionId definitionVersionId definitionVersion status subStatus bookmarks incidents isSystem completionCallbacks activityExecutionContexts scheduledActivities input output properties createdAt updatedAt finishedAt".Split(
                ' '
            )
        )
            Assert.True(instance["workflowState"]!.AsObject().ContainsKey(name), name);
        Assert.Equal(
            "Finished",
            (string)(await client.ReadAsync($"workflow-instances/{id}/execution-state"))["workflowSubStatus"]!
        );
        var variable = (await client.ReadAsync($"workflow-instances/{id}/variables"))["items"]![0]!;
        Assert.Equal(
            ("v1", "Greeting", "good morning"),
            ((string)variable["id"]!, (string)variable["name"]!, (string)variable["value"]!)
        );
    }

    [Fact]
    public async Task The_journal_has_the_events_in_their_order_and_pages()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var (client, id) = await server.RunAsync(Chain.Of("two", Chain.Line("a"), Chain.Wait("b")), "Suspended");

        var journal = await client.JournalAsync(id);

        Assert.Equal(
            ["a Started", "a Completed", "b Started", "b Suspended"],
            journal["items"]!.AsArray().Select(e => $"{e!["activityId"]} {e["eventName"]}")
        );
        Assert.Equal(4, (int)journal["totalCount"]!);
        var completed = journal["items"]![1]!;
        Assert.Equal("Done", (string)completed["payload"]!["Outcomes"]![0]!);
        Assert.Equal("Workflow1:root:a", (string)completed["nodeId"]!);
        Assert.True((long)completed["sequence"]! > (long)journal["items"]![0]!["sequence"]!);
        var page = await client.JournalAsync(id, skip: 1, take: 2);
        Assert.Equal(
            ["a Completed", "b Started"],
            page["items"]!.AsArray().Select(e => $"{e!["activityId"]} {e["eventName"]}")
        );
        Assert.Equal(4, (int)page["totalCount"]!);
        Assert.Equal(4, (int)(await client.JournalAsync(id, skip: 100))["totalCount"]!);
    }

    [Fact]
    public async Task The_whole_journal_begins_and_ends_with_the_implicit_workflow_activity()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var (client, id) = await server.RunAsync(Chain.Of("hello", Chain.Line("a")), "Finished");

        var journal = await client.SendAsync($"workflow-instances/{id}/journal?skip=0&take=10", new JsonObject());

        Assert.Equal(
            ["Workflow1 Started", "root Started", "a Started", "a Completed", "root Completed", "Workflow1 Completed"],
            journal["items"]!.AsArray().Select(e => $"{e!["activityId"]} {e["eventName"]}")
        );
        Assert.Equal(6, (int)journal["totalCount"]!);
    }

    [Fact]
    public async Task A_fault_is_an_incident_a_red_badge_and_an_event()
    {
        await using var server = await TestServer.StartAsync(postgres);
        await server.SaveAsync(Chain.Of("bad", Chain.Line("a"), Chain.Fault("b")));
        var client = await server.SignedInAsync(Roles.Engineer);
        var id = await client.RunAsync("bad");

        var incident = (await client.UntilAsync(id, "Faulted"))["workflowState"]!["incidents"]![0]!;

        Assert.Equal("Workflow1:root:b", (string)incident["activityNodeId"]!);
        Assert.Contains("the sky fell", (string)incident["message"]!, StringComparison.Ordinal);
        Assert.NotNull(incident["exception"]!["type"]);
        var faulted = Assert.Single((await client.JournalAsync(id, 0, 100, "Faulted"))["items"]!.AsArray());
        Assert.Equal("b", (string)faulted!["activityId"]!);
        var stats = (
            await client.SendAsync(
                "activity-executions/report",
                new JsonObject
                {
                    ["workflowInstanceId"] = id,
                    ["activityNodeIds"] = new JsonArray("Workflow1:root:a", "Workflow1:root:b", "Workflow1:root:never"),
                }
            )
        )["stats"]!.AsArray();
        Assert.Equal(
            ["Workflow1:root:a False 1", "Workflow1:root:b True 1"],
            stats.Select(s => $"{s!["activityNodeId"]} {(bool)s["isFaulted"]!} {s["startedCount"]}").Order()
        );
    }

    [Fact]
    public async Task An_execution_is_shown_with_its_inputs_by_descriptor_name_and_its_outcomes()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var (client, id) = await server.RunAsync(Chain.Of("hello", Chain.Line("a", "hi there")), "Finished");

        var listed = (
            await client.ReadAsync($"activity-executions/list?WorkflowInstanceId={id}&ActivityNodeId=Workflow1:root:a")
        )["items"]!.AsArray();
        var execution = await client.ReadAsync($"activity-executions/by-id?id={listed[0]!["id"]}");

        Assert.Equal("hi there", (string)execution["activityState"]!["Text"]!);
        Assert.Equal("Done", (string)execution["payload"]!["Outcomes"]![0]!);
        Assert.Equal("Completed", (string)execution["status"]!);
        var summary = (
            await client.ReadAsync(
                $"activity-execution-summaries/list?WorkflowInstanceId={id}&ActivityNodeId=Workflow1:root:a"
            )
        )["items"]![0]!;
        Assert.False(summary.AsObject().ContainsKey("activityState"));
        var stack = await client.ReadAsync(
            $"activity-executions/{execution["id"]}/call-stack?includeCrossWorkflowChain=True"
        );
        Assert.Equal(["root", "a"], stack["items"]!.AsArray().Select(r => (string)r!["activityId"]!));
    }

    [Fact]
    public async Task A_faulted_activity_is_tried_again_and_its_incident_is_settled()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var (client, id) = await server.RunAsync(Chain.Of("bad", Chain.Fault("b")), "Faulted");

        var answer = await client.SendAsync(
            "alterations/workflows/retry",
            new JsonObject { ["workflowInstanceIds"] = new JsonArray(id), ["activityIds"] = null }
        );

        Assert.True((bool)answer["results"]![0]!["isSuccessful"]!);
        for (var tries = 0; ; tries++)
        {
            var records = (
                await client.ReadAsync(
                    $"activity-executions/list?WorkflowInstanceId={id}&ActivityNodeId=Workflow1:root:b"
                )
            )["items"]!.AsArray();
            if (records.Count(r => (string)r!["status"]! == "Faulted") == 2)
                break;
            Assert.True(tries < 200, "It was not tried again");
            await Task.Delay(50);
        }
        var again = await client.UntilAsync(id, "Faulted");
        Assert.Single(again["workflowState"]!["incidents"]!.AsArray());
        var nothing = await client.SendAsync(
            "alterations/workflows/retry",
            new JsonObject { ["workflowInstanceIds"] = new JsonArray(Guid.NewGuid().ToString()) }
        );
        Assert.False((bool)nothing["results"]![0]!["isSuccessful"]!);
    }

    [Fact]
    public async Task One_activity_is_tested_alone_and_leaves_no_run()
    {
        await using var server = await TestServer.StartAsync(postgres);
        await server.SaveAsync(Chain.Of("two", Chain.Line("a", "tested"), Chain.Fault("b")));
        var client = await server.SignedInAsync(Roles.Engineer);
        var version = (
            await server
                .Service<Penstock.Workflows.Definitions.Store.IDefinitionLookup>()
                .FindAsync("two", Penstock.Workflows.Definitions.Store.VersionOptions.Latest)
        )!
            .Info
            .Id;
        JsonObject Request(string node) =>
            new()
            {
                ["workflowDefinitionHandle"] = new JsonObject { ["definitionVersionId"] = version },
                ["activityHandle"] = new JsonObject { ["activityNodeId"] = node },
            };

        var good = await client.SendAsync("tests/activities", Request("Workflow1:root:a"));
        var bad = await client.SendAsync("tests/activities", Request("Workflow1:root:b"));

        Assert.Equal(("Completed", "tested"), ((string)good["status"]!, (string)good["activityState"]!["Text"]!));
        Assert.Equal("Faulted", (string)bad["status"]!);
        Assert.Contains("the sky fell", (string)bad["exception"]!["message"]!, StringComparison.Ordinal);
        Assert.Equal(0, (int)(await client.SendAsync("workflow-instances", new JsonObject()))["totalCount"]!);
    }
}
