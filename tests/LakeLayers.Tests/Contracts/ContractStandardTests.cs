using Penstock.Core.Errors;
using Penstock.Testing;
using Penstock.Testing.Specification;

namespace Penstock.LakeLayers.Contracts;

/// <summary>
/// What is written for our reader is a contract for every other reader of the standard: as the published schema has it where that is
/// beside the checkout, and by the terms that the standard requires everywhere.
/// </summary>
public class ContractStandardTests
{
    private static readonly SchemaEvaluator? Schema = PublishedContracts.Find();

    public static TheoryData<string> Contracts =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(Repository.Root, "workflows"), "*.yml", SearchOption.AllDirectories)
                .Where(f => Path.GetFileName(Path.GetDirectoryName(f)) == "contracts")
                .Select(f => Path.GetRelativePath(Repository.Root, f))
                .Order(StringComparer.Ordinal),
        ];

    // https://bitol-io.github.io/open-data-contract-standard/v3.1.0/: the fundamentals that every contract has.
    private static readonly string[] Required = ["apiVersion", "kind", "id", "version", "status"];

    [Theory]
    [MemberData(nameof(Contracts))]
    public void The_contracts_of_our_workflows_keep_to_the_standard(string file)
    {
        var path = Path.Combine(Repository.Root, file);
        var contract = PublishedContracts.Read(File.ReadAllText(path));

        Assert.All(Required, term => Assert.NotNull(contract[term]));
        Assert.Equal(Path.GetFileNameWithoutExtension(file), DataContract.Load(path).Table.ToString());
        if (Schema is not null)
            Assert.Empty(Schema.Faults(contract, PublishedContracts.Root));
    }

    [Theory]
    [InlineData("logicalType: text")]
    [InlineData("required: maybe")]
    [InlineData("colour: red")]
    [InlineData("quality: [{metric: invalidValues, mustBe: 0, mustBeBetween: [1]}]")]
    public void What_our_reader_refuses_the_schema_refuses_too(string member)
    {
        using var folder = new TestFolder();
        var text =
            $"apiVersion: v3.1.0\nkind: DataContract\nid: a\nversion: 1.0.0\nstatus: active\nschema: [{{name: a, properties: [{{name: b, {member}}}]}}]";
        var good = text.Replace(member, "required: true", StringComparison.Ordinal);

        Assert.Throws<UsageException>(() => Load(folder, text));
        Assert.Single(Load(folder, good).Columns);
        if (Schema is null)
            return; // Beside other checkouts there is only our reader to ask.
        Assert.NotEmpty(Schema.Faults(PublishedContracts.Read(text), PublishedContracts.Root));
        Assert.Empty(Schema.Faults(PublishedContracts.Read(good), PublishedContracts.Root));
    }

    private static DataContract Load(TestFolder folder, string text)
    {
        File.WriteAllText(folder["refined.a.yml"], text);
        return DataContract.Load(folder["refined.a.yml"]);
    }
}
