using System.Text.Json.Nodes;
using Penstock.Server.Access;
using Penstock.Workflows.Definitions.Store;

namespace Penstock.Server.Tests.Elsa.Instances;

/// <summary>Definitions that are one line of activities in a flowchart, and what is done with them.</summary>
internal static class Chain
{
    /// <summary>An activity with literal inputs.</summary>
    public static JsonObject Activity(string id, string type, params (string Name, string Value)[] inputs)
    {
        var activity = new JsonObject
        {
            ["id"] = id,
            ["type"] = type,
            ["version"] = 1,
            ["name"] = $"{id}1",
        };
        foreach (var (name, value) in inputs)
            activity[name] = new JsonObject
            {
                ["typeName"] = "String",
                ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = value },
            };
        return activity;
    }

    public static JsonObject Line(string id, string text = "hello") => Activity(id, "Elsa.WriteLine", ("text", text));

    public static JsonObject Wait(string id) => Activity(id, "Elsa.Delay", ("timeSpan", "1.00:00:00"));

    public static JsonObject Fault(string id) =>
        Activity(id, "Elsa.Fault", ("message", "the sky fell"), ("code", "sky"));

    public static JsonObject Of(string definitionId, params JsonObject[] activities) =>
        new()
        {
            ["definitionId"] = definitionId,
            ["name"] = $"Workflow {definitionId}",
            ["variables"] = new JsonArray(
                new JsonObject
                {
                    ["id"] = "v1",
                    ["name"] = "Greeting",
                    ["typeName"] = "String",
                    ["value"] = "good morning",
                }
            ),
            ["root"] = new JsonObject
            {
                ["id"] = "root",
                ["type"] = "Elsa.Flowchart",
                ["version"] = 1,
                ["activities"] = new JsonArray([.. activities]),
                ["connections"] = new JsonArray([
                    .. activities
                        .Zip(activities.Skip(1))
                        .Select(p => new JsonObject
                        {
                            ["source"] = new JsonObject { ["activity"] = p.First["id"]!.ToString(), ["port"] = "Done" },
                            ["target"] = new JsonObject { ["activity"] = p.Second["id"]!.ToString(), ["port"] = "In" },
                        }),
                ]),
            },
        };

    public static async Task SaveAsync(this TestServer server, JsonObject definition, bool publish = true) =>
        await server.Service<IDefinitionStore>().SaveAsync(new SaveRequest(definition) { Publish = publish });

    /// <summary>Saves a definition and lets an engineer run it until the run stands so.</summary>
    public static async Task<(HttpClient Client, string Id)> RunAsync(
        this TestServer server,
        JsonObject definition,
        string until
    )
    {
        await server.SaveAsync(definition);
        var client = await server.SignedInAsync(Roles.Engineer);
        var id = await client.RunAsync(definition["definitionId"]!.ToString());
        await client.UntilAsync(id, until);
        return (client, id);
    }
}
