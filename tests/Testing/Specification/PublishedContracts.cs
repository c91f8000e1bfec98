using System.Text.Json.Nodes;
using YamlDotNet.Serialization;

namespace Penstock.Testing.Specification;

/// <summary>The published JSON schema of the Open Data Contract Standard, when it lies in <c>shared/data/specs</c> beside the checkout.</summary>
public static class PublishedContracts
{
    /// <summary>The reference of the whole document.</summary>
    public const string Root = "contract#";

    public static SchemaEvaluator? Find() =>
        Repository.SharedFile("specs", "odcs-json-schema-v3.1.0.json") is { } file
            ? new SchemaEvaluator(
                new Dictionary<string, JsonObject> { ["contract"] = JsonNode.Parse(File.ReadAllText(file))!.AsObject() }
            )
            : null;

    /// <summary>A contract as the schema sees it.</summary>
    public static JsonNode Read(string yaml)
    {
        var value = new DeserializerBuilder()
            .WithAttemptingUnquotedStringTypeDeserialization()
            .Build()
            .Deserialize(new StringReader(yaml));
        return JsonNode.Parse(new SerializerBuilder().JsonCompatible().Build().Serialize(value!))!;
    }
}
