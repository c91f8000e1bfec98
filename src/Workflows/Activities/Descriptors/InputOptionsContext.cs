using System.Text.Json.Nodes;

namespace Penstock.Workflows.Activities.Descriptors;

/// <summary>The activity whose editor is open.</summary>
/// <param name="Activity">Its type.</param>
/// <param name="Input">The input whose choices are asked for.</param>
/// <param name="Values">The activity's inputs as the editor holds them, by their JSON names.</param>
public sealed record InputOptionsContext(ActivityDescriptor Activity, InputDescriptor Input, JsonObject Values)
{
    /// <summary>The literal that another input of the activity holds; null when it holds none.</summary>
    public string? Literal(string jsonName) =>
        Values[jsonName]?["expression"] is JsonObject expression
        && expression["type"]?.ToString() is null or "Literal" or ""
        && Values[jsonName]!["expression"]!["value"] is JsonValue value
            ? value.ToString()
            : null;
}
