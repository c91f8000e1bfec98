using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Penstock.Server.Access;

namespace Penstock.Server.Tests.Elsa;

/// <summary>Calls the contract's endpoints.</summary>
internal sealed class ElsaClient(HttpClient http)
{
    public HttpClient Http { get; } = http;

    public static async Task<ElsaClient> EngineerAsync(TestServer server) =>
        new(await server.SignedInAsync(Roles.Engineer));

    /// <summary>A model as Studio makes one for a new workflow, with one activity.</summary>
    public static JsonObject Model(string? definitionId = null, string name = "Nightly", string text = "hello") =>
        new()
        {
            ["id"] = null,
            ["definitionId"] = definitionId,
            ["name"] = name,
            ["description"] = "",
            ["toolVersion"] = "3.8.2.0",
            ["variables"] = new JsonArray(),
            ["inputs"] = new JsonArray(),
            ["outputs"] = new JsonArray(),
            ["outcomes"] = new JsonArray(),
            ["customProperties"] = new JsonObject(),
            ["options"] = new JsonObject(),
            ["links"] = null,
            ["root"] = new JsonObject
            {
                ["id"] = "flow",
                ["type"] = "Elsa.Flowchart",
                ["version"] = 1,
                ["name"] = "Flowchart1",
                ["connections"] = new JsonArray(),
                ["activities"] = new JsonArray(
                    new JsonObject
                    {
                        ["id"] = "w",
                        ["type"] = "Elsa.WriteLine",
                        ["version"] = 1,
                        ["name"] = "WriteLine1",
                        ["text"] = new JsonObject
                        {
                            ["typeName"] = "String",
                            ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = text },
                        },
                    }
                ),
            },
        };

    public static void SetText(JsonObject definition, string text) =>
        definition["root"]!["activities"]![0]!["text"]!["expression"]!["value"] = text;

    public static string Text(JsonNode definition) =>
        definition["root"]!["activities"]![0]!["text"]!["expression"]!["value"]!.ToString();

    public async Task<JsonObject> GetAsync(string path) => await ReadAsync(await Http.GetAsync("/elsa/api" + path));

    public async Task<JsonObject> PostAsync(string path, JsonNode? body = null) =>
        await ReadAsync(await SendAsync(path, body));

    public Task<HttpResponseMessage> SendAsync(string path, JsonNode? body = null) =>
        Http.PostAsJsonAsync("/elsa/api" + path, body ?? new JsonObject());

    public async Task<JsonObject> SaveAsync(JsonObject model, bool? publish = null) =>
        (
            await PostAsync(
                "/workflow-definitions",
                new JsonObject { ["model"] = model.DeepClone(), ["publish"] = publish }
            )
        )["workflowDefinition"]!.AsObject();

    public Task<HttpResponseMessage> TrySaveAsync(JsonObject model, bool publish = false) =>
        SendAsync("/workflow-definitions", new JsonObject { ["model"] = model.DeepClone(), ["publish"] = publish });

    public static async Task<string> ErrorAsync(
        HttpResponseMessage response,
        HttpStatusCode status = HttpStatusCode.BadRequest
    )
    {
        Assert.Equal(status, response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!["errors"]!["generalErrors"]![0]!.ToString();
    }

    private static async Task<JsonObject> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode}: {text}");
        return JsonNode.Parse(text)!.AsObject();
    }
}
