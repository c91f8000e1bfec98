using System.Text.Json.Nodes;
using Penstock.Workflows.Definitions;

namespace Penstock.Workflows.Tests;

/// <summary>Writes flowchart definitions in a few words: <c>new Chart().Work("a").Work("b").Arrow("a", "b")</c>.</summary>
public sealed class Chart
{
    private readonly JsonArray _activities = [];
    private readonly JsonArray _connections = [];
    private readonly JsonArray _variables = [];
    private readonly JsonArray _inputs = [];
    private readonly JsonObject _options = [];
    private readonly JsonObject _properties = [];

    public Chart Add(string id, string type, params (string Name, object? Value)[] inputs)
    {
        _activities.Add(Activity(id, type, inputs));
        return this;
    }

    public Chart Work(string id, params (string Name, object? Value)[] inputs) => Add(id, "Test.Work", inputs);

    public Chart Waiting(params string[] ids) => ids.Aggregate(this, (chart, id) => chart.Work(id, ("wait", true)));

    public Chart Arrow(string source, string target, string port = "Done")
    {
        _connections.Add(
            new JsonObject
            {
                ["source"] = new JsonObject { ["activity"] = source, ["port"] = port },
                ["target"] = new JsonObject { ["activity"] = target, ["port"] = "In" },
            }
        );
        return this;
    }

    public Chart Variable(string id, string name, string type = "String", string? value = null)
    {
        _variables.Add(
            new JsonObject
            {
                ["id"] = id,
                ["name"] = name,
                ["typeName"] = type,
                ["value"] = value,
            }
        );
        return this;
    }

    public Chart Input(string name, string type, string? uiHint = null)
    {
        _inputs.Add(
            new JsonObject
            {
                ["name"] = name,
                ["type"] = type,
                ["uiHint"] = uiHint,
            }
        );
        return this;
    }

    public Chart Option(string name, string value)
    {
        _options[name] = value;
        return this;
    }

    /// <summary>A custom property of the workflow.</summary>
    public Chart Property(string name, JsonNode value)
    {
        _properties[name] = value;
        return this;
    }

    public WorkflowDefinition Build(string id = "test")
    {
        var root = new JsonObject
        {
            ["id"] = "root",
            ["type"] = "Elsa.Flowchart",
            ["version"] = 1,
            ["activities"] = _activities.DeepClone(),
            ["connections"] = _connections.DeepClone(),
        };
        var json = new JsonObject
        {
            ["definitionId"] = id,
            ["id"] = $"{id}-v1",
            ["name"] = id,
            ["version"] = 1,
            ["variables"] = _variables.DeepClone(),
            ["inputs"] = _inputs.DeepClone(),
            ["options"] = _options.DeepClone(),
            ["customProperties"] = _properties.DeepClone(),
            ["root"] = root,
        };
        return DefinitionReader.Parse(json.ToJsonString(), $"{id}.json");
    }

    /// <summary>Custom properties that ask for retries at once.</summary>
    public static JsonObject Resilience(int retries) =>
        new()
        {
            ["resilienceStrategy"] = new JsonObject
            {
                ["maxRetryAttempts"] = retries,
                ["delay"] = "00:00:00",
                ["backoffType"] = "Exponential",
            },
        };

    public static JsonObject Activity(string id, string type, params (string Name, object? Value)[] inputs)
    {
        var json = new JsonObject
        {
            ["id"] = id,
            ["name"] = id,
            ["type"] = type,
            ["version"] = 1,
        };
        foreach (var (name, value) in inputs)
            json[name] = value as JsonNode ?? Literal(value);
        return json;
    }

    public static JsonObject Literal(object? value) => Expression("Literal", JsonValue.Create(value));

    public static JsonObject Expression(string type, JsonNode? value) =>
        new()
        {
            ["typeName"] = null,
            ["expression"] = new JsonObject { ["type"] = type, ["value"] = value },
        };

    public static JsonObject Variable(string name) => Expression("Variable", new JsonObject { ["name"] = name });

    public static JsonObject Json(string text) => Expression("Object", text);

    /// <summary>Binds an output to a variable.</summary>
    public static JsonObject Bind(string variableId) =>
        new()
        {
            ["typeName"] = "Object",
            ["memoryReference"] = new JsonObject { ["id"] = variableId },
        };
}
