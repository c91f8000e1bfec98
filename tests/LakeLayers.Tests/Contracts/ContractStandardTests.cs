using System.Text.Json.Nodes;
using Penstock.Testing;
using Penstock.Testing.Specification;

namespace Penstock.LakeLayers.Contracts;

/// <summary>What is written for our reader is a contract for every other reader of the standard.</summary>
public class ContractStandardTests
{
    private static readonly SchemaEvaluator? Schema = PublishedContracts.Find();

    public static TheoryData<string> Contracts => [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "workflows"), "*.yml", SearchOption.AllDirectories)
        .Where(f => Path.GetFileName(Path.GetDirectoryName(f)) == "contracts").Select(f => Path.GetRelativePath(Repository.Root, f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Contracts))]
    public void The_contracts_of_our_workflows_keep_to_the_published_schema(string file)
    {
        Assert.SkipUnless(Schema is not null, "the published schema is not beside the checkout");

        Assert.Empty(Schema!.Faults(PublishedContracts.Read(File.ReadAllText(Path.Combine(Repository.Root, file))), PublishedContracts.Root));
    }

    [Theory]
    [InlineData("logicalType: text")]
    [InlineData("required: maybe")]
    [InlineData("colour: red")]
    [InlineData("quality: [{metric: invalidValues, mustBe: 0, mustBeBetween: [1]}]")]
    public void What_our_reader_refuses_the_schema_refuses_too(string member)
    {
        Assert.SkipUnless(Schema is not null, "the published schema is not beside the checkout");
        var text = $"apiVersion: v3.1.0\nkind: DataContract\nid: a\nversion: 1.0.0\nstatus: active\nschema: [{{name: a, properties: [{{name: b, {member}}}]}}]";

        Assert.NotEmpty(Schema!.Faults(PublishedContracts.Read(text), PublishedContracts.Root));
        Assert.Empty(Schema.Faults(PublishedContracts.Read(text.Replace(member, "required: true", StringComparison.Ordinal)), PublishedContracts.Root));
    }
}
