using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Penstock.Core.Errors;
using Penstock.Workflows.Activities;
using Penstock.Workflows.Activities.Composition;
using Penstock.Workflows.Activities.Descriptors;
using Penstock.Workflows.Definitions;

namespace Penstock.Server.Api.Steps.Export;

/// <summary>
/// Writes a definition so that any Elsa 3 server can run it: each step becomes a sequence that calls this server. Ids, names,
/// arrows and
/// bound outputs stay.
/// </summary>
public sealed partial class ElsaServerExport(ActivityRegistry registry)
{
    /// <summary>The workflow variable that holds this server's address.</summary>
    public const string AddressVariable = "PenstockAddress";

    /// <summary>The workflow variable that holds the Authorization header, <c>ApiKey …</c>; empty in the file.</summary>
    public const string AuthorizationVariable = "PenstockAuthorization";

    /// <summary>Transforms a definition.</summary>
    /// <exception cref="UsageException">It holds what has no form of built-in activities: a trigger of ours, a workflow used as
    /// an activity, an unknown type.</exception>
    public ElsaServerDocument Transform(WorkflowDefinition definition, ElsaServerOptions options)
    {
        var document = definition.ToJson();
        var notes = new List<string>();
        var steps = definition
            .Activities.Where(a => !a.Type.StartsWith("Elsa.", StringComparison.Ordinal))
            .GroupBy(
                a =>
                    a.Id.Length > 0
                        ? a.Id
                        : throw new UsageException("An activity has no id", a.ToString(), "give it one"),
                StringComparer.Ordinal
            )
            .ToDictionary(g => g.Key, g => Step(g.First()), StringComparer.Ordinal);
        if (steps.Count > 0)
            Declare(document, options);
        // Innermost first: what is inside a step has no place in it.
        foreach (var activity in Activities(document["root"]!.AsObject()).Reverse().ToList())
        {
            if (!steps.TryGetValue(activity["id"]?.ToString() ?? "", out var step))
                continue;
            if (Uses(document, activity) is { } use)
                notes.Add(
                    $"{use} asks activity {activity["name"] ?? activity["id"]} for an output; only outputs bound to variables go over"
                );
            Replace(document, activity, step, options);
        }
        foreach (var activity in Activities(document["root"]!.AsObject()))
            activity.Remove("nodeId");
        if (steps.Count > 0)
            notes.Insert(
                0,
                $"give the variable {AuthorizationVariable} its value there: ApiKey and a key with {Access.Permissions.ExecuteSteps} and {Access.Permissions.ReadSteps}"
            );
        return new(document, notes);
    }

    /// <summary>The variable of an id that is in reach of an activity; null when there is none.</summary>
    internal static JsonObject? FindVariable(JsonObject activity, string id)
    {
        for (JsonNode? at = activity; at is not null; at = at.Parent)
        {
            if (
                at is JsonObject { } holder
                && holder["variables"] is JsonArray variables
                && variables
                    .OfType<JsonObject>()
                    .FirstOrDefault(v => v["id"]?.ToString() == id || v["name"]?.ToString() == id)
                    is { } found
            )
                return found;
        }
        return null;
    }

    private ActivityDescriptor Step(ActivityNode node)
    {
        if (!registry.TryFind(node.Type, node.Version, out var step))
            throw new UsageException(
                "No activity type of this name is installed, so it cannot be called from elsewhere either",
                node.ToString(),
                "replace the activity"
            );
        if (typeof(ITrigger).IsAssignableFrom(step.ClrType))
            throw new UsageException(
                "A trigger of this server cannot start a workflow of another",
                node.ToString(),
                "start it there with Timer, Cron or HTTP Endpoint, and export it again"
            );
        if (typeof(WorkflowDefinitionActivity).IsAssignableFrom(step.ClrType))
            throw new UsageException(
                "A workflow used as an activity has no form of built-in activities",
                node.ToString(),
                "use Execute Workflow in its place, and export both"
            );
        return step;
    }

    private static void Declare(JsonObject document, ElsaServerOptions options)
    {
        var variables = List(document, "variables");
        variables.Add(
            Json.Variable("penstock-address", AddressVariable, "String", options.Address.ToString().TrimEnd('/'))
        );
        variables.Add(Json.Variable("penstock-authorization", AuthorizationVariable, "String", ""));
    }

    private static void Replace(
        JsonObject document,
        JsonObject activity,
        ActivityDescriptor step,
        ElsaServerOptions options
    )
    {
        var id = activity["id"]!.ToString();
        var chart = activity.Parent?.Parent as JsonObject;
        var failures =
            chart?["type"]?.ToString() == "Elsa.Flowchart"
                ? Arrows(chart).Where(c => Source(c) == id && Port(c) == "Failed").ToList()
                : [];
        if (failures.Count == 0)
        {
            activity.ReplaceWith(new StepCall(activity, step, options).Build(null));
            return;
        }
        // A sequence has one way out: a decision behind it has the two that the step had.
        var outcome = Json.Variable($"{id}-worked", $"StepWorked_{NoName().Replace(id, "_")}", "Boolean", "False");
        var decision = Json.Activity(
            $"{id}-decision",
            "Elsa.FlowDecision",
            ("condition", Json.Script("Boolean", $"getVariable({Json.Quote(outcome["name"])}) === true"))
        );
        decision["metadata"] = Beside(activity);
        foreach (var arrow in Arrows(chart!).Where(c => Source(c) == id).ToList())
            arrow["source"] = new JsonObject
            {
                ["activity"] = decision["id"]!.ToString(),
                ["port"] = Port(arrow) == "Failed" ? "False" : "True",
            };
        Connections(chart!)
            .Add(
                new JsonObject
                {
                    ["source"] = new JsonObject { ["activity"] = id, ["port"] = "Done" },
                    ["target"] = new JsonObject { ["activity"] = decision["id"]!.ToString(), ["port"] = "In" },
                }
            );
        List(chart!, "variables").Add(outcome);
        var list = (JsonArray)activity.Parent!;
        list.Add(decision);
        activity.ReplaceWith(new StepCall(activity, step, options).Build(outcome));
    }

    private static IEnumerable<JsonObject> Arrows(JsonObject chart)
    {
        // The flat form of older files is written anew.
        foreach (var flat in Connections(chart).OfType<JsonObject>().Where(a => a["source"] is JsonValue))
        {
            flat["source"] = new JsonObject
            {
                ["activity"] = flat["source"]!.ToString(),
                ["port"] = flat["sourcePort"]?.ToString() ?? "Done",
            };
            flat["target"] = new JsonObject
            {
                ["activity"] = flat["target"]?.ToString(),
                ["port"] = flat["targetPort"]?.ToString() ?? "In",
            };
            flat.Remove("sourcePort");
            flat.Remove("targetPort");
        }
        return Connections(chart).OfType<JsonObject>();
    }

    private static JsonArray Connections(JsonObject chart) => List(chart, "connections");

    private static JsonArray List(JsonObject json, string name)
    {
        if (json[name] is JsonArray list)
            return list;
        json[name] = list = [];
        return list;
    }

    private static string? Source(JsonObject arrow) => arrow["source"]?["activity"]?.ToString();

    private static string Port(JsonObject arrow) =>
        arrow["source"]?["port"]?.ToString() is { Length: > 0 } port ? port : "Done";

    private static JsonObject Beside(JsonObject activity)
    {
        var position = activity["metadata"]?["designer"]?["position"];
        if (position?["x"] is not { } x || position["y"] is not { } y)
            return [];
        return new JsonObject
        {
            ["designer"] = new JsonObject
            {
                ["position"] = new JsonObject { ["x"] = x.GetValue<double>() + 240, ["y"] = y.GetValue<double>() },
            },
            ["displayText"] = "Worked?",
        };
    }

    private static IEnumerable<JsonObject> Activities(JsonObject root) => DefinitionReader.ActivitiesIn(root);

    private static string? Uses(JsonObject document, JsonObject activity)
    {
        if (activity["name"]?.ToString() is not { Length: > 0 } name)
            return null;
        var asks = new Regex(
            $@"From{Regex.Escape(name)}\s*\(|getOutputFrom\(\s*['""]({Regex.Escape(name)}|{Regex.Escape(activity["id"]!.ToString())})['""]"
        );
        return
            Activities(document["root"]!.AsObject())
                .FirstOrDefault(a => a != activity && asks.IsMatch(Own(a)))
                ?["id"]?.ToString()
                is { } id
            ? $"activity {id}"
            : null;
    }

    // Its inputs, without the activities inside it.
    private static string Own(JsonObject activity) =>
        string.Join(
            '\n',
            activity
                .Where(m => m.Value is JsonObject o && o["expression"] is JsonObject)
                .Select(m => m.Value!["expression"]!["value"]?.ToString())
        );

    [GeneratedRegex("[^A-Za-z0-9]")]
    private static partial Regex NoName();
}
