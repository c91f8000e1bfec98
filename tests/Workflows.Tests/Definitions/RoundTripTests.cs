using System.Text.Json.Nodes;
using Penstock.Testing;
using Penstock.Workflows.Activities.Composition;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Definitions.Store;
using static Penstock.Workflows.Tests.Definitions.StoreHost;

namespace Penstock.Workflows.Tests.Definitions;

public sealed class RoundTripTests(PostgresFixture postgres)
{
    private const string Foreign = """
        {"definitionId":"wild","name":"Wild","ourOwn":{"b":1.50,"a":[1,null]},"usableAsActivity":true,"toolVersion":"3.0.1.0",
         "variables":[{"id":"v","name":"V","typeName":"System.String, System.Private.CoreLib"}],
         "root":{"type":"Elsa.Flowchart","activities":[
           {"id":"odd","type":"Foreign.Unheard","version":7,"strange":{"expression":{"type":"Ruby","value":"1+1"}},"metadata":{"displayText":"Mine","x":1},
            "body":{"id":"deep","type":"Also.Foreign"}},
           {"type":"Elsa.WriteLine","text":{"typeName":"String","expression":{"type":"Literal","value":"hé <b>"}}},
           {"id":"delay","type":"Elsa.Delay","strategy":null,"customProperties":{"mergeMode":"None"}}],
          "connections":[{"source":"odd","target":"delay","sourcePort":"Done","targetPort":"In"}]}}
        """;

    public static IEnumerable<TheoryDataRow<string>> Files() =>
        Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "workflows"), "*.json", SearchOption.AllDirectories)
            .Select(f => new TheoryDataRow<string>(f));

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_definition_of_the_workflows_folder_comes_back_as_it_was(string file)
    {
        await using var host = await StartAsync(postgres);
        var document = JsonNode.Parse(await File.ReadAllTextAsync(file))!.AsObject();
        var stored = await host.SaveAsync(document, publish: true);

        var expected = document.DeepClone().AsObject();
        expected["createdAt"] = stored.ToJson()["createdAt"]!.DeepClone();
        Assert.Equal(NormalizedJson.Of(expected), NormalizedJson.Of(stored.ToJson()));
    }

    [Fact]
    public async Task What_is_not_known_here_is_kept_in_the_store_and_through_an_editor()
    {
        await using var host = await StartAsync(postgres);
        var stored = await host.SaveAsync(JsonNode.Parse(Foreign)!.AsObject());
        var before = NormalizedJson.Of(DefinitionContent.Of(stored.ToJson()));
        var shown = stored.ToJson();
        NotFound.Hide(shown, host.Registry);

        Assert.Equal(
            ["Elsa.NotFoundActivity", "Elsa.WriteLine", "Elsa.Delay"],
            shown["root"]!["activities"]!.AsArray().Select(a => a!["type"]!.ToString())
        );
        var saved = (await host.Store.SaveAsync(new SaveRequest(shown) { ChecksBase = true })).Stored;
        Assert.Equal(before, NormalizedJson.Of(DefinitionContent.Of(saved.ToJson())));
        Assert.Contains("1.50", before, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stand_in_keeps_what_the_editor_changed()
    {
        var document = JsonNode
            .Parse(
                """{"root":{"id":"x","type":"Foreign.Thing","version":2,"a":1,"metadata":{"designer":{"position":{"x":1,"y":2}}}}}"""
            )!
            .AsObject();
        NotFound.Hide(document, new([]));
        var stand = document["root"]!;
        Assert.Equal(
            ("Elsa.NotFoundActivity", "Foreign.Thing", 2, "Not Found: Foreign.Thing"),
            (
                stand["type"]!.ToString(),
                stand["missingTypeName"]!.ToString(),
                (int)stand["missingTypeVersion"]!,
                stand["metadata"]!["displayText"]!.ToString()
            )
        );
        stand["metadata"]!["designer"]!["position"]!["x"] = 500;
        NotFound.Restore(document);

        Assert.Equal(
            """{"id":"x","type":"Foreign.Thing","version":2,"a":1,"metadata":{"designer":{"position":{"x":500,"y":2}}}}""",
            document["root"]!.ToJsonString()
        );
    }

    [Fact]
    public async Task Activities_without_an_id_get_the_same_one_each_time()
    {
        await using var host = await StartAsync(postgres);
        var one = await host.SaveAsync(JsonNode.Parse(Foreign)!.AsObject());
        var two = await host.SaveAsync(JsonNode.Parse(Foreign)!.AsObject());

        Assert.All(one.Definition.Activities, a => Assert.NotEmpty(a.Id));
        Assert.Equal(5, one.Definition.Activities.Count);
        Assert.Equal(one.Info, two.Info);
        Assert.True(one.Info.UsableAsActivity);
    }

    [Fact]
    public async Task Documents_without_any_id_make_a_definition_each()
    {
        await using var host = await StartAsync(postgres);
        await host.SaveAsync(Document(null));
        await host.SaveAsync(Document(null));

        Assert.Equal(2, (await host.Store.ListAsync(new())).TotalCount);
    }
}
