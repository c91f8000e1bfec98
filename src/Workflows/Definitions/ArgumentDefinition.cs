using System.Text.Json.Nodes;

namespace Penstock.Workflows.Definitions;

/// <summary>An input or output of a whole workflow.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">A type alias.</param>
/// <param name="IsArray">Whether it is a list of that type.</param>
/// <param name="DefaultValue">Used when the caller gives none (inputs).</param>
/// <param name="IsSecret">Whether its editor hides what is typed; such a value never enters the journal.</param>
public sealed record ArgumentDefinition(string Name, string Type, bool IsArray, JsonNode? DefaultValue, bool IsSecret)
{
    internal static ArgumentDefinition Read(JsonObject json) =>
        new(
            json.Text("name") ?? "",
            json.Text("type") ?? "Object",
            json.Flag("isArray"),
            json["defaultValue"],
            json.Text("uiHint") is "password" or "secret"
        );
}
