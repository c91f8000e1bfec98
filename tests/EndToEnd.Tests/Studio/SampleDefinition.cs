using System.Text.Json.Nodes;

namespace Penstock.EndToEnd.Tests.Studio;

/// <summary>Definitions as a person would have drawn them: activities from left to right, each <c>Done</c> connected to the next.</summary>
internal static class SampleDefinition
{
    public static JsonObject Of(string name, params JsonObject[] activities) =>
        new()
        {
            ["definitionId"] = name.ToLowerInvariant().Replace(' ', '-'),
            ["name"] = name,
            ["toolVersion"] = "3.8.2.0",
            ["root"] = new JsonObject
            {
                ["id"] = "flow",
                ["type"] = "Elsa.Flowchart",
                ["version"] = 1,
                ["name"] = "Flowchart1",
                ["activities"] = new JsonArray([.. activities.Select(Place)]),
                ["connections"] = new JsonArray([.. activities.Zip(activities.Skip(1), Connect)]),
            },
        };

    /// <summary>An activity with inputs written as plain text.</summary>
    public static JsonObject Activity(string name, string type, params (string Name, string Value)[] inputs)
    {
        var activity = new JsonObject
        {
            ["id"] = name,
            ["name"] = name,
            ["type"] = type,
            ["version"] = 1,
        };
        foreach (var input in inputs)
            activity[input.Name] = new JsonObject
            {
                ["typeName"] = "String",
                ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = input.Value },
            };
        return activity;
    }

    private static JsonNode Place(JsonObject activity, int number)
    {
        activity["metadata"] = new JsonObject
        {
            ["designer"] = new JsonObject
            {
                ["position"] = new JsonObject { ["x"] = number * 250, ["y"] = 0 },
            },
        };
        return activity;
    }

    private static JsonNode Connect(JsonObject from, JsonObject to) =>
        new JsonObject
        {
            ["source"] = new JsonObject { ["activity"] = from["id"]!.ToString(), ["port"] = "Done" },
            ["target"] = new JsonObject { ["activity"] = to["id"]!.ToString(), ["port"] = "In" },
        };
}
