using System.Text.Json.Nodes;
using YamlDotNet.Serialization;

namespace Penstock.Testing.Specification;

/// <summary>The published OpenAPI document of Iceberg's REST catalogue, when it lies in <c>shared/data/specs</c> beside the checkout.</summary>
public static class PublishedCatalogue
{
    public static SchemaEvaluator? Find()
    {
        if (Repository.SharedFile("specs", "iceberg-rest-catalog-open-api.yaml") is not { } file)
            return null;
        using var reader = new StreamReader(file);
        var yaml = new DeserializerBuilder()
            .WithAttemptingUnquotedStringTypeDeserialization()
            .Build()
            .Deserialize(reader);
        var json = new SerializerBuilder().JsonCompatible().Build().Serialize(yaml!);
        return new SchemaEvaluator(
            new Dictionary<string, JsonObject> { ["catalogue"] = JsonNode.Parse(json)!.AsObject() }
        );
    }

    /// <summary>The reference of a schema of the document.</summary>
    public static string Schema(string name) => $"catalogue#/components/schemas/{name}";
}
