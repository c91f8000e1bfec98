using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Penstock.Server.Access;
using Penstock.Server.Elsa.Hub;
using Penstock.Testing;
using Penstock.Workflows.Runtime;

namespace Penstock.Server.Tests.Elsa.Instances;

public class HubTests(PostgresFixture postgres)
{
    [Fact]
    public async Task What_happens_to_a_run_is_pushed_to_the_page_that_looks()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var (client, id) = await server.RunAsync(Chain.Of("bad", Chain.Fault("b")), "Faulted");
        await using var socket = await LookAsync(server, client, id);

        await client.SendAsync(
            "alterations/workflows/retry",
            new JsonObject { ["workflowInstanceIds"] = new JsonArray(id) }
        );

        var stats = await socket.NextAsync(
            "ActivityExecutionLogUpdatedAsync",
            a => (int)a["stats"]![0]!["startedCount"]! == 2
        );
        Assert.Equal("Workflow1:root:b", (string)Assert.Single(stats["stats"]!.AsArray())!["activityNodeId"]!);
        await socket.NextAsync("WorkflowExecutionLogUpdatedAsync");
        Assert.Equal(id, (string)(await socket.NextAsync("WorkflowInstanceUpdatedAsync"))["workflowInstanceId"]!);
    }

    [Fact]
    public async Task Counters_of_a_running_activity_are_pushed_without_a_commit()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var (client, id) = await server.RunAsync(Chain.Of("wait", Chain.Wait("a")), "Suspended");
        await using var socket = await LookAsync(server, client, id);

        server
            .Service<InstanceFeed>()
            .ActivityProgressed(
                new ActivityExecutionRecord
                {
                    Id = Guid.NewGuid(),
                    RunId = Guid.Parse(id),
                    Sequence = 1,
                    ActivityId = "a",
                    NodeId = "Workflow1:root:a",
                    ActivityType = "Elsa.Delay",
                    Status = ActivityStatus.Running,
                    StartedAt = DateTimeOffset.UtcNow,
                    Counters = new Dictionary<string, long> { ["rows"] = 42 },
                }
            );

        var stats = await socket.NextAsync(
            "ActivityExecutionLogUpdatedAsync",
            a => a["stats"]![0]!["metadata"]!["counters"] is not null
        );
        Assert.Equal(42, (int)stats["stats"]![0]!["metadata"]!["counters"]!["rows"]!);
    }

    [Fact]
    public async Task A_change_that_another_process_made_is_noticed()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var (client, id) = await server.RunAsync(Chain.Of("wait", Chain.Wait("a")), "Suspended");
        await using var socket = await LookAsync(server, client, id);

        await using var command = server.Platform.Metadata.DataSource.CreateCommand(
            "UPDATE workflow.run SET updated_at = now() + interval '1 second'"
        );
        await command.ExecuteNonQueryAsync();

        Assert.Equal(id, (string)(await socket.NextAsync("WorkflowInstanceUpdatedAsync"))["workflowInstanceId"]!);
    }

    [Fact]
    public async Task A_page_that_begins_to_look_after_others_is_told_the_present_state_as_well()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var (client, id) = await server.RunAsync(Chain.Of("wait", Chain.Wait("a")), "Suspended");
        await using var first = await LookAsync(server, client, id);

        await using var second = await StudioSocket.ConnectAsync(server, client);
        await second.ObserveAsync(id);

        Assert.Equal(id, (string)(await second.NextAsync("WorkflowInstanceUpdatedAsync"))["workflowInstanceId"]!);
    }

    [Fact]
    public async Task A_connection_that_is_cut_changes_nothing_for_the_run()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var (client, id) = await server.RunAsync(Chain.Of("wait", Chain.Wait("a")), "Suspended");
        await using var socket = await LookAsync(server, client, id);

        socket.Cut();

        await client.PostAsync($"/elsa/api/cancel/workflow-instances/{id}", null);
        await client.UntilAsync(id, "Cancelled");
    }

    [Fact]
    public async Task The_hub_is_open_to_those_who_may_read_runs_alone()
    {
        await using var server = await TestServer.StartAsync(postgres);
        await using var analyst = await StudioSocket.ConnectAsync(server, await server.SignedInAsync(Roles.Analyst));
        await using var program = await StudioSocket.ConnectAsync(
            server,
            await server.WithKeyAsync("read:workflow-instances")
        );

        await Assert.ThrowsAsync<WebSocketException>(() => StudioSocket.ConnectAsync(server, server.Anonymous()));
        var other = await server.WithKeyAsync("read:lineage");
        await Assert.ThrowsAsync<WebSocketException>(() => StudioSocket.ConnectAsync(server, other));
        Assert.Equal(
            System.Net.HttpStatusCode.Unauthorized,
            (
                await server.Anonymous().PostAsync("/elsa/hubs/workflow-instance/negotiate?negotiateVersion=1", null)
            ).StatusCode
        );
    }

    /// <summary>A page that looks at the run and has been told how it stands.</summary>
    private static async Task<StudioSocket> LookAsync(TestServer server, HttpClient client, string id)
    {
        var socket = await StudioSocket.ConnectAsync(server, client);
        await socket.ObserveAsync(id);
        await socket.NextAsync("WorkflowInstanceUpdatedAsync");
        return socket;
    }
}
