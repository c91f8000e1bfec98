using System.Text.Json.Nodes;

namespace Penstock.Testing.Specification;

/// <summary>The published OpenLineage schemas, when a folder <c>shared/data/specs/openlineage</c> lies beside the checkout.</summary>
public static class PublishedSchemas
{
    public static SchemaEvaluator? Find()
    {
        if (
            Repository.SharedData is not { } data
            || Path.Combine(data, "specs", "openlineage") is not { } folder
            || !Directory.Exists(folder)
        )
            return null;
        var schemas = Directory
            .EnumerateFiles(folder, "*.json", SearchOption.AllDirectories)
            .Select(file => JsonNode.Parse(File.ReadAllText(file))!.AsObject());
        return new SchemaEvaluator(schemas.ToDictionary(s => (string)s["$id"]!));
    }
}
