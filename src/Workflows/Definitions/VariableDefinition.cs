using System.Text.Json.Nodes;

namespace Penstock.Workflows.Definitions;

/// <summary>A variable as a definition or a container declares it.</summary>
/// <param name="Id">What expressions and output bindings refer to.</param>
/// <param name="Name">Its name for people and scripts.</param>
/// <param name="TypeName">A type alias, for instance <c>String</c>.</param>
/// <param name="IsArray">Whether it is a list of that type.</param>
/// <param name="Value">Its default, usually text.</param>
public sealed record VariableDefinition(string Id, string Name, string TypeName, bool IsArray, JsonNode? Value)
{
    internal static VariableDefinition Read(JsonObject json)
    {
        var name = json.Text("name") ?? json.Text("id") ?? "";
        return new(
            json.Text("id") ?? name,
            name,
            json.Text("typeName") ?? "Object",
            json.Flag("isArray"),
            json["value"]
        );
    }
}
