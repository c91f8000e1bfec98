using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Penstock.Server.Access;
using Penstock.Testing;

namespace Penstock.Server.Tests.Elsa.Instances;

public class ExecuteTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_run_is_named_in_a_header_and_a_short_one_answers_with_its_final_state()
    {
        await using var server = await TestServer.StartAsync(postgres);
        await server.SaveAsync(Chain.Of("hello", Chain.Line("a")));
        var client = await server.SignedInAsync(Roles.Engineer);

        var answer = await client.ExecuteAsync("hello");

        var id = Assert.Single(answer.Headers.GetValues("x-elsa-workflow-instance-id"));
        var state = (await answer.Content.ReadFromJsonAsync<JsonNode>())!["workflowState"]!;
        Assert.Equal(
            (id, "Finished", "Finished"),
            ((string)state["id"]!, (string)state["status"]!, (string)state["subStatus"]!)
        );
    }

    [Fact]
    public async Task A_draft_runs_for_those_who_write_and_the_published_version_for_others()
    {
        await using var server = await TestServer.StartAsync(postgres);
        await server.SaveAsync(Chain.Of("hello", Chain.Line("a", "first")));
        await server.SaveAsync(Chain.Of("hello", Chain.Line("a", "second")), publish: false);

        var engineer = await server.SignedInAsync(Roles.Engineer);
        var scientist = await server.SignedInAsync(Roles.Scientist);

        Assert.Equal(
            2,
            (int)(await engineer.ReadAsync($"workflow-instances/{await engineer.RunAsync("hello")}"))["version"]!
        );
        Assert.Equal(
            1,
            (int)(await scientist.ReadAsync($"workflow-instances/{await scientist.RunAsync("hello")}"))["version"]!
        );
    }

    [Fact]
    public async Task A_definition_that_cannot_run_says_so_in_a_header_and_why_in_the_body()
    {
        await using var server = await TestServer.StartAsync(postgres);
        await server.SaveAsync(Chain.Of("odd", Chain.Line("a"), Chain.Line("a")), publish: false);
        var client = await server.SignedInAsync(Roles.Engineer);

        var answer = await client.ExecuteAsync("odd");

        Assert.Equal("True", Assert.Single(answer.Headers.GetValues("x-elsa-workflow-cannot-start")));
        Assert.False(answer.Headers.Contains("x-elsa-workflow-instance-id"));
        Assert.Contains("same id", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_waits_is_not_started_over_by_who_asks_for_its_id_again()
    {
        await using var server = await TestServer.StartAsync(postgres);
        await server.SaveAsync(Chain.Of("slow", Chain.Wait("a")));
        await server.SaveAsync(Chain.Of("hello", Chain.Line("a")));
        var client = await server.SignedInAsync(Roles.Engineer);
        var id = await client.RunAsync("slow");
        var before = await client.UntilAsync(id, "Suspended");

        foreach (var verb in (string[])["execute", "dispatch"])
        {
            var answer = await client.PostAsJsonAsync(
                $"/elsa/api/workflow-definitions/hello/{verb}",
                new JsonObject { ["instanceId"] = id }
            );
            Assert.Contains("a run of that id", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        var after = await client.ReadAsync($"workflow-instances/{id}");
        Assert.Equal(before["workflowState"]!.ToJsonString(), after["workflowState"]!.ToJsonString());
    }

    [Fact]
    public async Task A_definition_with_an_unknown_activity_begins_and_faults_there()
    {
        await using var server = await TestServer.StartAsync(postgres);
        await server.SaveAsync(Chain.Of("odd", Chain.Line("a"), Chain.Activity("b", "Elsa.NoSuchThing")));
        var client = await server.SignedInAsync(Roles.Engineer);

        var instance = await client.UntilAsync(await client.RunAsync("odd"), "Faulted");

        var incident = Assert.Single(instance["workflowState"]!["incidents"]!.AsArray())!;
        Assert.Equal(
            ("b", "Elsa.NotFoundActivity"),
            ((string)incident["activityId"]!, (string)incident["activityType"]!)
        );
        Assert.Contains("Elsa.NoSuchThing", (string)incident["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_analyst_looks_and_does_not_run()
    {
        await using var server = await TestServer.StartAsync(postgres);
        await server.SaveAsync(Chain.Of("hello", Chain.Line("a")));
        var id = await (await server.SignedInAsync(Roles.Engineer)).RunAsync("hello");
        var analyst = await server.SignedInAsync(Roles.Analyst);

        Assert.Equal(HttpStatusCode.BadRequest, (await analyst.ExecuteAsync("hello")).StatusCode);
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await analyst.PostAsync($"/elsa/api/cancel/workflow-instances/{id}", null)).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await analyst.DeleteAsync($"/elsa/api/workflow-instances/{id}")).StatusCode
        );
        Assert.Equal(id, (string)(await analyst.ReadAsync($"workflow-instances/{id}"))["id"]!);
        Assert.Equal(1, (int)(await analyst.SendAsync("workflow-instances", new JsonObject()))["totalCount"]!);
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await server.Anonymous().GetAsync($"/elsa/api/workflow-instances/{id}")).StatusCode
        );
    }

    [Fact]
    public async Task A_waiting_run_is_cancelled_and_a_run_is_deleted_with_all_it_did()
    {
        await using var server = await TestServer.StartAsync(postgres);
        await server.SaveAsync(Chain.Of("wait", Chain.Wait("a")));
        var client = await server.SignedInAsync(Roles.Engineer);
        var id = await client.RunAsync("wait");
        var waiting = await client.UntilAsync(id, "Suspended");
        Assert.Equal("Elsa.Delay", (string)waiting["workflowState"]!["bookmarks"]![0]!["name"]!);
        Assert.Equal("Workflow1:root:a", (string)waiting["workflowState"]!["bookmarks"]![0]!["activityNodeId"]!);

        Assert.Equal(
            HttpStatusCode.OK,
            (await client.PostAsync($"/elsa/api/cancel/workflow-instances/{id}", null)).StatusCode
        );
        var cancelled = await client.UntilAsync(id, "Cancelled");
        Assert.Equal("Finished", (string)cancelled["status"]!);
        Assert.Equal(
            "good morning",
            (string)(await client.ReadAsync($"workflow-instances/{id}/variables"))["items"]![0]!["value"]!
        );

        Assert.Equal(
            HttpStatusCode.NoContent,
            (await client.DeleteAsync($"/elsa/api/workflow-instances/{id}")).StatusCode
        );
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"/elsa/api/workflow-instances/{id}")).StatusCode);
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await client.PostAsJsonAsync($"/elsa/api/workflow-instances/{id}/journal", new JsonObject())).StatusCode
        );
    }

    [Fact]
    public async Task All_runs_of_a_version_are_cancelled_at_once()
    {
        await using var server = await TestServer.StartAsync(postgres);
        await server.SaveAsync(Chain.Of("wait", Chain.Wait("a")));
        var client = await server.SignedInAsync(Roles.Engineer);
        var ids = new[] { await client.RunAsync("wait"), await client.RunAsync("wait") };
        var version = (string)(await client.UntilAsync(ids[0], "Suspended"))["definitionVersionId"]!;
        await client.UntilAsync(ids[1], "Suspended");

        var answer = await client.SendAsync(
            "bulk-actions/cancel/workflow-instances",
            new JsonObject
            {
                ["ids"] = null,
                ["definitionVersionId"] = version,
                ["definitionId"] = null,
                ["versionOptions"] = null,
            }
        );

        Assert.Equal(2, (int)answer["cancelled"]!);
        foreach (var id in ids)
            await client.UntilAsync(id, "Cancelled");
    }
}
