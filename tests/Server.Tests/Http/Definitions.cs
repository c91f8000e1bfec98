using System.Text.Json.Nodes;

namespace Penstock.Server.Tests.Http;

/// <summary>Definitions that answer HTTP requests.</summary>
internal static class Definitions
{
    public static JsonObject Of(string id, params JsonObject[] activities)
    {
        var connections = new JsonArray([
            .. activities.Zip(
                activities.Skip(1),
                (a, b) =>
                    new JsonObject
                    {
                        ["source"] = new JsonObject { ["activity"] = a["id"]!.ToString(), ["port"] = "Done" },
                        ["target"] = new JsonObject { ["activity"] = b["id"]!.ToString(), ["port"] = "In" },
                    }
            ),
        ]);
        return new JsonObject
        {
            ["definitionId"] = id,
            ["name"] = id,
            ["variables"] = new JsonArray(
                new JsonObject
                {
                    ["id"] = "v",
                    ["name"] = "Body",
                    ["typeName"] = "Object",
                },
                new JsonObject
                {
                    ["id"] = "r",
                    ["name"] = "Route",
                    ["typeName"] = "Object",
                }
            ),
            ["root"] = new JsonObject
            {
                ["id"] = "root",
                ["type"] = "Elsa.Flowchart",
                ["version"] = 1,
                ["activities"] = new JsonArray([.. activities]),
                ["connections"] = connections,
            },
        };
    }

    public static JsonObject Endpoint(
        string id,
        string path,
        string methods = """["GET"]""",
        bool starts = true,
        params (string Name, JsonNode Value)[] more
    )
    {
        var json = Activity(
            id,
            "Elsa.HttpEndpoint",
            [
                ("path", Literal(path)),
                ("supportedMethods", Expression("Object", methods)),
                ("parsedContent", Bind("v")),
                ("routeData", Bind("r")),
                .. more,
            ]
        );
        json["customProperties"] = new JsonObject { ["canStartWorkflow"] = starts };
        return json;
    }

    public static JsonObject Response(
        string id,
        JsonNode content,
        int status = 200,
        params (string Name, JsonNode Value)[] more
    ) => Activity(id, "Elsa.WriteHttpResponse", [("content", content), ("statusCode", Literal(status)), .. more]);

    public static JsonObject Activity(string id, string type, params (string Name, JsonNode Value)[] inputs)
    {
        var json = new JsonObject
        {
            ["id"] = id,
            ["type"] = type,
            ["version"] = 1,
            ["name"] = id,
        };
        foreach (var (name, value) in inputs)
            json[name] = value;
        return json;
    }

    public static JsonObject Literal(JsonNode? value) => Expression("Literal", value);

    public static JsonObject Variable(string name) => Expression("Variable", new JsonObject { ["name"] = name });

    public static JsonObject Expression(string type, JsonNode? value) =>
        new()
        {
            ["typeName"] = null,
            ["expression"] = new JsonObject { ["type"] = type, ["value"] = value },
        };

    private static JsonObject Bind(string id) =>
        new()
        {
            ["typeName"] = "Object",
            ["memoryReference"] = new JsonObject { ["id"] = id },
        };
}
