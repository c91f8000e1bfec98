using System.Text.Json.Nodes;
using Penstock.Core.Errors;
using Penstock.Testing;

namespace Penstock.LakeLayers.Contracts;

/// <summary>Of each term of the standard it is known, and told, what becomes of it.</summary>
public class StandardTermTests
{
    private static readonly string Page = File.ReadAllText(
        Path.Combine(Repository.Root, "docs", "reference", "contracts.md")
    );

    [Fact]
    public void The_page_says_of_each_term_of_the_standard_what_becomes_of_it() =>
        Assert.All(
            StandardTerm.All.GroupBy(t => (t.Place, t.Use)),
            group =>
                Assert.Contains(
                    $"| {group.Key.Place} | {group.Key.Use.ToString().ToLowerInvariant()} | {string.Join(", ", group.Select(t => $"`{t.Name}`"))} |",
                    Page,
                    StringComparison.Ordinal
                )
        );

    [Fact]
    public void The_page_names_the_options_of_each_logical_type() =>
        Assert.All(
            TypeOptions.Known.Where(k => k.Value.Length > 0),
            known => Assert.All(known.Value, option => Assert.Contains($"`{option}`", Page, StringComparison.Ordinal))
        );

    [Fact]
    public void A_refused_term_says_what_to_do_instead() =>
        Assert.All(
            StandardTerm.All.Where(t => t.Use == TermUse.Refused),
            term =>
            {
                var entry = term.Place == "schema" ? $"{term.Name}: []" : $"properties: [{{name: a, {term.Name}: []}}]";
                var error = Assert.Throws<UsageException>(() => RuleBench.Contract(entry));
                Assert.Contains(term.Refusal!, error.What, StringComparison.Ordinal);
            }
        );

    [Fact]
    public void No_term_of_the_published_schema_is_missing()
    {
        if (Repository.SharedFile("specs", "odcs-json-schema-v3.1.0.json") is not { } file)
            return; // Without it the list stands for itself.
        var schema = JsonNode.Parse(File.ReadAllText(file))!;
        var element = Keys(schema["$defs"]!["SchemaElement"]!);
        (string Place, string[] Keys)[] places =
        [
            ("contract", Keys(schema)),
            ("schema", [.. element, .. Keys(schema["$defs"]!["SchemaObject"]!)]),
            // The schema of a property forgets its nested ones, which the text of the standard has.
            ("property", [.. element, .. Keys(schema["$defs"]!["SchemaBaseProperty"]!), "properties", "items"]),
            (
                "quality",
                [
                    .. Keys(schema["$defs"]!["DataQuality"]!),
                    .. Keys(schema["$defs"]!["DataQualityLibrary"]!),
                    .. Keys(schema["$defs"]!["DataQualitySql"]!),
                    .. Keys(schema["$defs"]!["DataQualityCustom"]!),
                    .. schema["$defs"]!["DataQualityOperators"]!["oneOf"]!.AsArray().SelectMany(o => Keys(o!)),
                ]
            ),
            ("sla", Keys(schema["$defs"]!["ServiceLevelAgreementProperty"]!)),
        ];

        Assert.All(places, p => Assert.Equal(p.Keys.Distinct().Order(), StandardTerm.Accepted(p.Place).Order()));
    }

    private static string[] Keys(JsonNode node) => [.. node["properties"]!.AsObject().Select(p => p.Key)];
}
