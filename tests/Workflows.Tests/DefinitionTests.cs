using Penstock.Core.Errors;
using Penstock.Testing;
using Penstock.Workflows.Definitions;

namespace Penstock.Workflows.Tests;

public class DefinitionTests
{
    private const string Wild = """
        {"$schema":"https://elsaworkflows.io/schemas/workflow-definition/v3.0.0/schema.json",
         "id":"nightly-v3","definitionId":"nightly","name":"Nightly é","version":3,"toolVersion":"3.8.2.0","ourOwn":{"b":1.50,"a":[1,null]},
         "variables":[{"id":"v1","name":"Files","typeName":"Object","isArray":true,"value":null}],
         "inputs":[{"type":"String","name":"runDate","uiHint":"singleline"}],"outputs":[],"outcomes":[],"customProperties":{},
         "options":{"autoUpdateConsumingWorkflows":false,"incidentStrategyType":"ContinueWithIncidentsStrategy"},
         "root":{"id":"fc","type":"Elsa.Flowchart","version":1,"activities":[
           {"id":"a1","name":"Odd","type":"Foreign.Unheard","version":7,"strange":{"typeName":null,"expression":{"type":"Ruby","value":"1+1"}},
            "body":{"id":"deep","type":"Elsa.WriteLine","version":1},"metadata":{"designer":{"position":{"x":-250.5,"y":1e3}}}},
           {"id":"a2","type":"Elsa.FlowSwitch","cases":[{"label":"Big","condition":{"type":"JavaScript","value":"x > 1"},"activity":{"id":"case","type":"Elsa.End","version":1}}]}],
           "connections":[{"source":{"activity":"a1","port":"Done"},"target":{"activity":"a2","port":"In"},"vertices":[{"x":0,"y":0}]}]}}
        """;

    [Fact]
    public async Task A_definition_loaded_and_saved_is_the_same_whatever_is_in_it()
    {
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(folder["in.json"], Wild);
        await DefinitionWriter.WriteFileAsync(
            await DefinitionReader.ReadFileAsync(folder["in.json"]),
            folder["out.json"]
        );

        static string Normal(string json) => NormalizedJson.Of(System.Text.Json.Nodes.JsonNode.Parse(json));
        Assert.Equal(Normal(Wild), Normal(await File.ReadAllTextAsync(folder["out.json"])));
        Assert.Contains("1.50", await File.ReadAllTextAsync(folder["out.json"]), StringComparison.Ordinal);
        Assert.Equal(["in.json", "out.json"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Its_hash_does_not_depend_on_white_space_and_key_order()
    {
        var one = DefinitionReader.Parse("""{"name":"x","root":{"id":"r","type":"Elsa.Start"}}""");
        var two = DefinitionReader.Parse("""{ "root": {"type":"Elsa.Start", "id":"r"}, "name":"x" }""");
        var other = DefinitionReader.Parse("""{"name":"y","root":{"id":"r","type":"Elsa.Start"}}""");

        Assert.Equal(one.Hash, two.Hash);
        Assert.NotEqual(one.Hash, other.Hash);
    }

    [Fact]
    public void Activities_inside_unknown_ones_are_seen_with_their_place_in_the_tree()
    {
        var definition = DefinitionReader.Parse(Wild);

        Assert.Equal(
            ["Workflow1:fc", "Workflow1:fc:a1", "Workflow1:fc:a1:deep", "Workflow1:fc:a2", "Workflow1:fc:a2:case"],
            definition.Activities.Select(a => a.NodeId)
        );
        Assert.Equal(IncidentStrategy.ContinueWithIncidents, definition.Options.IncidentStrategy);
    }

    [Fact]
    public void Connections_are_read_in_both_forms()
    {
        var root = DefinitionReader
            .Parse(
                """
                {"name":"x","root":{"id":"r","type":"Elsa.Flowchart","activities":[],"connections":[
                  {"source":"a","target":"b","sourcePort":"Failed","targetPort":"In"}, {"source":{"activity":"a"},"target":{"activity":"b"}}]}}
                """
            )
            .Root;

        Assert.Equal([new("a", "Failed", "b"), new("a", "Done", "b")], root.Connections);
    }

    [Theory]
    [InlineData("{", "not JSON")]
    [InlineData("[1]", "something else")]
    [InlineData("{\"name\":\"x\"}", "no root")]
    [InlineData("{\"name\":\"x\",\"name\":\"y\",\"root\":{\"id\":\"r\",\"type\":\"t\"}}", "twice")]
    public void What_is_no_definition_is_refused_and_the_file_named(string json, string reason)
    {
        var error = Assert.Throws<UsageException>(() => DefinitionReader.Parse(json, "folder/broken.json"));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains("folder/broken.json", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_file_is_a_usage_error() =>
        Assert.Contains(
            "nowhere.json",
            (await Assert.ThrowsAsync<UsageException>(() => DefinitionReader.ReadFileAsync("nowhere.json"))).Message,
            StringComparison.Ordinal
        );
}
