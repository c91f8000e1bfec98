using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Penstock.Server.Tests.Elsa.Instances;

/// <summary>Calls the contract as Studio does.</summary>
internal static class ElsaClient
{
    public static Task<HttpResponseMessage> ExecuteAsync(
        this HttpClient client,
        string definitionId,
        string? versionOptions = "Latest",
        JsonObject? input = null
    ) =>
        client.PostAsJsonAsync(
            $"/elsa/api/workflow-definitions/{definitionId}/execute",
            new JsonObject
            {
                ["correlationId"] = null,
                ["triggerActivityId"] = null,
                ["versionOptions"] = versionOptions,
                ["input"] = input,
            }
        );

    /// <summary>Runs it and returns the run's id.</summary>
    public static async Task<string> RunAsync(this HttpClient client, string definitionId) =>
        Assert.Single(
            (await client.ExecuteAsync(definitionId))
                .EnsureSuccessStatusCode()
                .Headers.GetValues("x-elsa-workflow-instance-id")
        );

    public static async Task<JsonNode> ReadAsync(this HttpClient client, string path) =>
        (await client.GetFromJsonAsync<JsonNode>($"/elsa/api/{path}"))!;

    public static async Task<JsonNode> SendAsync(this HttpClient client, string path, JsonNode body)
    {
        var answer = await client.PostAsJsonAsync($"/elsa/api/{path}", body);
        Assert.True(
            answer.IsSuccessStatusCode,
            $"{path}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}"
        );
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    public static async Task<JsonNode> JournalAsync(
        this HttpClient client,
        string run,
        int skip = 0,
        int take = 100,
        params string[] events
    ) =>
        await client.SendAsync(
            $"workflow-instances/{run}/journal?skip={skip}&take={take}",
            new JsonObject
            {
                ["filter"] = new JsonObject
                {
                    ["activityIds"] = null,
                    ["activityNodeIds"] = null,
                    ["excludedActivityTypes"] = new JsonArray("Elsa.Workflow", "Elsa.Flowchart"),
                    ["eventNames"] = events.Length == 0 ? null : new JsonArray([.. events.Select(e => (JsonNode)e)]),
                },
            }
        );

    /// <summary>Waits until the run is as wanted.</summary>
    public static async Task<JsonNode> UntilAsync(this HttpClient client, string run, string subStatus)
    {
        for (var tries = 0; ; tries++)
        {
            var instance = await client.ReadAsync($"workflow-instances/{run}");
            if ((string)instance["subStatus"]! == subStatus)
                return instance;
            Assert.True(tries < 300, $"The run is {instance["subStatus"]}, not {subStatus}");
            await Task.Delay(50);
        }
    }
}
