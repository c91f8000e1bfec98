using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Penstock.Server.Access;
using Penstock.Server.Tests.Elsa.Instances;
using Penstock.Testing;

namespace Penstock.Server.Tests.Api;

public class RunTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_program_starts_a_run_watches_it_and_tries_it_again()
    {
        await using var server = await TestServer.StartAsync(postgres);
        await server.SaveAsync(Chain.Of("bad", Chain.Line("a"), Chain.Fault("b")));
        var client = await server.WithKeyAsync("exec:workflow-definitions", "read:workflow-instances");

        var started = await client.PostAsJsonAsync(
            "/api/runs",
            new { definitionId = "bad", variables = new { greeting = "hey" } }
        );
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        var id = (string)(await started.Content.ReadFromJsonAsync<JsonNode>())!["id"]!;
        await client.UntilAsync(id, "Faulted");
        var run = (await client.GetFromJsonAsync<JsonNode>($"/api/runs/{id}"))!;

        Assert.Equal(
            ["a Completed", "b Faulted"],
            run["activities"]!.AsArray().Select(a => $"{a!["activityId"]} {a["status"]}")
        );
        Assert.Equal(HttpStatusCode.Accepted, (await client.PostAsync($"/api/runs/{id}/retry", null)).StatusCode);
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (
                await client.PostAsJsonAsync("/api/runs", new { definitionId = "bad", variables = new { unknown = 1 } })
            ).StatusCode
        );
    }

    [Fact]
    public async Task An_event_from_outside_resumes_the_run_that_waits_for_it()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var (client, id) = await server.RunAsync(
            Chain.Of("ev", Chain.Line("a"), Chain.Activity("e", "Elsa.Event", ("eventName", "landed"))),
            "Suspended"
        );

        var result = await client.SendAsync(
            "events/landed/trigger",
            new JsonObject { ["input"] = new JsonObject { ["file"] = "a.csv" } }
        );

        Assert.Equal(id, (string)result["resumedWorkflowInstanceIds"]![0]!);
        await client.UntilAsync(id, "Finished");
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (
                await (await server.SignedInAsync(Roles.Analyst)).PostAsJsonAsync(
                    "/elsa/api/events/landed/trigger",
                    new { }
                )
            ).StatusCode
        );
    }
}
