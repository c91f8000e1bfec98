using System.Text.Json.Nodes;

namespace Penstock.Lineage.Events;

/// <summary>Builds OpenLineage run events (https://openlineage.io/spec/2-0-2/OpenLineage.json).</summary>
internal static class RunEvent
{
    public const string Producer = "https://penstock.dev/v0.1";
    private const string SchemaUrl = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent";

    public static JsonObject Build(string type, DateTimeOffset time, StepScope scope, Exception? error)
    {
        var identity = scope.Context.Identity;
        return new JsonObject
        {
            ["eventType"] = type,
            ["eventTime"] = time.UtcDateTime.ToString("O"),
            ["producer"] = Producer,
            ["schemaURL"] = SchemaUrl,
            ["run"] = new JsonObject { ["runId"] = identity.StepRunId.ToString(), ["facets"] = new JsonObject() },
            ["job"] = new JsonObject { ["namespace"] = "penstock", ["name"] = $"{identity.Workflow}.{identity.Step}", ["facets"] = new JsonObject() },
            ["inputs"] = new JsonArray([.. scope.Inputs.Select(i => new JsonObject { ["namespace"] = i.Dataset.Namespace, ["name"] = i.Dataset.Name })]),
            ["outputs"] = new JsonArray([.. scope.Outputs.Select(i => new JsonObject { ["namespace"] = i.Dataset.Namespace, ["name"] = i.Dataset.Name })]),
        };
    }
}
