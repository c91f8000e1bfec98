using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Penstock.Server.Access;
using Penstock.Testing;

namespace Penstock.Server.Tests.Api;

public class StepTests(PostgresFixture postgres)
{
    private static readonly JsonObject Inputs = new()
    {
        ["inputs"] = new JsonObject { ["feed"] = "none.such", ["table"] = "raw.none_such" },
    };

    [Fact]
    public async Task The_same_key_starts_a_step_once_and_another_request_may_not_have_it()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var client = await server.WithKeyAsync("exec:steps", "read:steps", "read:workflow-instances");
        var step = (string)
            (await client.GetFromJsonAsync<JsonNode>("/api/steps"))!["items"]!
                .AsArray()
                .First(s => (string)s!["name"]! == "JsonLinesToRaw")!["step"]!;

        var first = await SendAsync(client, step, "k1", "raw.one");
        var second = await SendAsync(client, step, "k1", "raw.one");
        var third = await SendAsync(client, step, "k1", "raw.other");

        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.Equal(HttpStatusCode.BadRequest, third.StatusCode);
        Assert.Equal(1, (int)(await client.GetFromJsonAsync<JsonNode>("/api/runs"))!["totalCount"]!);
        var state = await UntilFinishedAsync(client, first.Headers.Location!);
        Assert.NotNull(state["finishedAt"]);
    }

    [Fact]
    public async Task Unknown_steps_and_inputs_are_refused_and_so_are_those_who_may_not_run_them()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var client = await server.WithKeyAsync("exec:steps");

        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await client.PostAsJsonAsync("/api/steps/NoSuchStep", Inputs)).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await client.PostAsJsonAsync("/api/steps/WriteLine", Inputs)).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (
                await client.PostAsJsonAsync("/api/steps/JsonLinesToRaw", new { inputs = new { noSuchInput = 1 } })
            ).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (
                await (await server.SignedInAsync(Roles.Scientist)).PostAsJsonAsync("/api/steps/JsonLinesToRaw", Inputs)
            ).StatusCode
        );
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string step, string key, string table) =>
        client.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, $"/api/steps/{step}")
            {
                Headers = { { "Idempotency-Key", key } },
                Content = JsonContent.Create(
                    new JsonObject
                    {
                        ["inputs"] = new JsonObject { ["feed"] = "none.such", ["Table"] = table },
                    }
                ),
            }
        );

    private static async Task<JsonNode> UntilFinishedAsync(HttpClient client, Uri address)
    {
        for (var tries = 0; ; tries++)
        {
            var state = (await client.GetFromJsonAsync<JsonNode>(address))!;
            if ((bool)state["isFinished"]!)
                return state;
            Assert.True(tries < 300, "The step does not end");
            await Task.Delay(50);
        }
    }
}
