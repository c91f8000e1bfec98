using System.Text.Json.Nodes;
using Penstock.Workflows.Definitions;

namespace Penstock.Bench.Engine;

/// <summary>The workflows that the engine is measured with.</summary>
internal static class EngineDefinitions
{
    /// <summary>A sequence of lines of text.</summary>
    public static WorkflowDefinition Lines(int count) =>
        Sequence([.. Enumerable.Range(0, count).Select(i => Line($"line{i}"))]);

    /// <summary>A sequence of activities that each count as work.</summary>
    public static WorkflowDefinition Work(int count) =>
        Sequence([.. Enumerable.Range(0, count).Select(i => Activity($"work{i}", "Bench.Touch"))]);

    /// <summary>Five activities: a start, a variable, a decision, a line, an end.</summary>
    public static WorkflowDefinition Short()
    {
        var set = Activity("set", "Elsa.SetVariable");
        set["variable"] = new JsonObject
        {
            ["id"] = "v",
            ["name"] = "V",
            ["typeName"] = "String",
        };
        set["value"] = Literal("hello");
        var decide = Activity("decide", "Elsa.FlowDecision");
        decide["condition"] = Literal(true);
        var chart = Activity("root", "Elsa.Flowchart");
        chart["activities"] = new JsonArray(
            Activity("start", "Elsa.Start"),
            set,
            decide,
            Line("line"),
            Activity("end", "Elsa.End")
        );
        chart["connections"] = new JsonArray(
            Arrow("start", "Done", "set"),
            Arrow("set", "Done", "decide"),
            Arrow("decide", "True", "line"),
            Arrow("line", "Done", "end")
        );
        return Definition(
            "short",
            chart,
            new JsonArray(
                new JsonObject
                {
                    ["id"] = "v",
                    ["name"] = "V",
                    ["typeName"] = "String",
                }
            )
        );
    }

    /// <summary>A line of text for each of many items, at once.</summary>
    public static WorkflowDefinition Loop(int items)
    {
        var loop = Activity("each", "Elsa.ParallelForEach");
        loop["items"] = new JsonObject
        {
            ["typeName"] = "Object",
            ["expression"] = new JsonObject
            {
                ["type"] = "Object",
                ["value"] = $"[{string.Join(',', Enumerable.Range(0, items))}]",
            },
        };
        loop["body"] = Line("body");
        return Definition($"loop{items}", loop, []);
    }

    private static WorkflowDefinition Sequence(JsonNode[] activities)
    {
        var root = Activity("root", "Elsa.Sequence");
        root["activities"] = new JsonArray(activities);
        return Definition($"sequence{activities.Length}", root, []);
    }

    private static WorkflowDefinition Definition(string id, JsonObject root, JsonArray variables) =>
        DefinitionReader.Parse(
            new JsonObject
            {
                ["definitionId"] = id,
                ["id"] = $"{id}-v1",
                ["name"] = id,
                ["version"] = 1,
                ["variables"] = variables,
                ["root"] = root,
            }.ToJsonString()
        );

    private static JsonObject Activity(string id, string type) =>
        new()
        {
            ["id"] = id,
            ["name"] = id,
            ["type"] = type,
            ["version"] = 1,
        };

    private static JsonObject Line(string id)
    {
        var line = Activity(id, "Elsa.WriteLine");
        line["text"] = Literal("hello");
        return line;
    }

    private static JsonObject Literal(JsonNode value) =>
        new()
        {
            ["typeName"] = "String",
            ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = value },
        };

    private static JsonObject Arrow(string source, string port, string target) =>
        new()
        {
            ["source"] = new JsonObject { ["activity"] = source, ["port"] = port },
            ["target"] = new JsonObject { ["activity"] = target, ["port"] = "In" },
        };
}
