using System.Text.Json.Nodes;

namespace Penstock.Workflows.Definitions.Store;

/// <summary>
/// A version in the store: the store's facts and the definition. The definition's document holds the facts too.
/// </summary>
/// <param name="Info">The facts.</param>
/// <param name="Definition">The definition.</param>
public sealed record StoredDefinition(DefinitionInfo Info, WorkflowDefinition Definition)
{
    internal static StoredDefinition Read(DefinitionInfo info, string json)
    {
        var document = JsonNode.Parse(json, documentOptions: DefinitionReader.Lenient)!.AsObject();
        DefinitionContent.Stamp(document, info);
        return new(info, new WorkflowDefinition(document, null));
    }

    /// <summary>Its document; a copy.</summary>
    public JsonObject ToJson() => Definition.ToJson();
}
