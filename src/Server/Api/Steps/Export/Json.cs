using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Penstock.Server.Api.Steps.Export;

/// <summary>Writes activities of Elsa's built-in types.</summary>
internal static class Json
{
    private const string Storage = "Elsa.Workflows.WorkflowInstanceStorageDriver, Elsa.Workflows.Core";
    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static JsonObject Activity(string id, string type, params (string Name, JsonNode? Value)[] members)
    {
        var activity = new JsonObject
        {
            ["id"] = id,
            ["name"] = id,
            ["type"] = type,
            ["version"] = 1,
            ["customProperties"] = new JsonObject { ["canStartWorkflow"] = false, ["runAsynchronously"] = false },
            ["metadata"] = new JsonObject(),
        };
        foreach (var (name, value) in members)
            activity[name] = value;
        return activity;
    }

    public static JsonObject Sequence(string id, JsonArray variables, params JsonObject[] activities) =>
        Activity(id, "Elsa.Sequence", ("activities", new JsonArray([.. activities])), ("variables", variables));

    public static JsonObject Variable(string id, string name, string type, JsonNode? value = null) =>
        new()
        {
            // Variables without a driver would be forgotten in a wait.
            ["id"] = id,
            ["name"] = name,
            ["typeName"] = type,
            ["isArray"] = false,
            ["value"] = value,
            ["storageDriverTypeName"] = Storage,
        };

    public static JsonObject Set(string id, JsonObject variable, JsonObject value) =>
        Activity(id, "Elsa.SetVariable", ("variable", variable.DeepClone()), ("value", value));

    public static JsonObject Literal(string type, JsonNode? value) => Input(type, "Literal", value);

    public static JsonObject Script(string type, string source) => Input(type, "JavaScript", source);

    public static JsonObject Input(string type, string syntax, JsonNode? value) =>
        new()
        {
            ["typeName"] = type,
            ["expression"] = new JsonObject { ["type"] = syntax, ["value"] = value },
        };

    public static JsonObject Output(string type, JsonObject variable) =>
        new()
        {
            ["typeName"] = type,
            ["memoryReference"] = new JsonObject { ["id"] = variable["id"]!.ToString() },
        };

    /// <summary>A value as JavaScript source.</summary>
    public static string Quote(JsonNode? value) => value?.ToJsonString(Plain) ?? "null";
}
