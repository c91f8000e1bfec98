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

    /// <summary>The document's operations as verb and path; null when it is not there.</summary>
    public static IReadOnlyList<string>? Operations()
    {
        if (Repository.SharedFile("specs", "iceberg-rest-catalog-open-api.yaml") is not { } file)
            return null;
        using var reader = new StreamReader(file);
        var yaml = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(reader);
        return
        [
            .. ((Dictionary<object, object>)yaml["paths"]).SelectMany(p =>
                ((Dictionary<object, object>)p.Value)
                    .Keys.Select(k => ((string)k).ToUpperInvariant())
                    .Where(k => k is "GET" or "HEAD" or "POST" or "PUT" or "DELETE" or "PATCH")
                    .Select(k => $"{k} {p.Key}")
            ),
        ];
    }

    /// <summary>The reference of a schema of the document.</summary>
    public static string Schema(string name) => $"catalogue#/components/schemas/{name}";
}
