using System.Text.Json.Nodes;
using Penstock.Testing;
using Penstock.Workflows.Activities.Composition;
using Penstock.Workflows.Activities.Descriptors;
using static Penstock.Workflows.Tests.Definitions.StoreHost;

namespace Penstock.Workflows.Tests.Definitions;

public sealed class WorkflowActivityTests(PostgresFixture postgres)
{
    private static JsonObject Usable(string id, string name = "nightly ingest", string text = "x")
    {
        var document = Document(id, name, text);
        document["options"] = JsonNode.Parse("""{"usableAsActivity":true,"activityCategory":"House"}""");
        document["inputs"] = JsonNode.Parse(
            """[{"type":"Int32","name":"RunDays","displayName":"Days","description":"How many.","uiHint":"singleline","isArray":true}]"""
        );
        document["outputs"] = JsonNode.Parse("""[{"type":"String","name":"Report"}]""");
        document["outcomes"] = JsonNode.Parse("""["Good","Bad"]""");
        return document;
    }

    [Fact]
    public async Task A_published_definition_is_an_activity_with_its_inputs_outputs_and_outcomes()
    {
        await using var host = await StartAsync(postgres);
        var stored = await host.SaveAsync(Usable("d"), publish: true);

        Assert.True(host.Registry.TryFind("NightlyIngest", 1, out var descriptor));
        Assert.Equal(
            ("House", "nightly ingest", true, typeof(WorkflowDefinitionActivity)),
            (descriptor.Category, descriptor.DisplayName, descriptor.IsBrowsable, descriptor.ClrType)
        );
        Assert.Equal(["Good", "Bad"], descriptor.Ports.Select(p => p.Name));
        var input = descriptor.Inputs.Single(i => i.IsSynthetic);
        Assert.Equal(
            ("RunDays", "Days", "Int32[]", "runDays"),
            (input.Name, input.DisplayName, input.TypeName, input.JsonName)
        );
        Assert.Equal("Report", Assert.Single(descriptor.Outputs).Name);
        Assert.Equal(
            $$"""{"RootType":"WorkflowDefinitionActivity","WorkflowDefinitionId":"d","WorkflowDefinitionVersionId":"{{stored.Info.Id}}"}""",
            descriptor.CustomProperties.ToJsonString()
        );
        Assert.Contains("\"isSynthetic\":true", ActivityDescriptorJson.Write(descriptor), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drafts_are_none_and_old_versions_leave_the_toolbox_only()
    {
        await using var host = await StartAsync(postgres);
        await host.SaveAsync(Usable("d"), publish: true);
        await host.SaveAsync(Usable("d", text: "two"), publish: true);
        await host.SaveAsync(Usable("d", text: "three"));

        bool? Shown(int version) =>
            host.Registry.Has("NightlyIngest", version) && host.Registry.TryFind("NightlyIngest", version, out var d)
                ? d.IsBrowsable
                : null;
        Assert.Equal((false, true, null), (Shown(1), Shown(2), Shown(3)));
        await host.Store.RetractAsync("d");
        Assert.False(Shown(2));
        await host.Store.DeleteAsync(["d"]);
        Assert.Null(Shown(1));
    }

    [Fact]
    public async Task Two_workflows_of_one_name_and_one_named_like_a_class_are_told_apart()
    {
        await using var host = await StartAsync(postgres);
        await host.SaveAsync(Usable("one"), publish: true);
        await host.SaveAsync(Usable("two", "Nightly Ingest"), publish: true);

        Assert.True(host.Registry.Has("NightlyIngest", 1) && host.Registry.Has("NightlyIngest_two", 1));
        Assert.Equal(
            host.Registry.Descriptors.Count(),
            host.Registry.Descriptors.Select(d => (d.TypeName, d.Version)).Distinct().Count()
        );
    }

    [Fact]
    public async Task Who_uses_a_definition_is_known()
    {
        await using var host = await StartAsync(postgres);
        await host.SaveAsync(Usable("d"), publish: true);
        await host.SaveAsync(
            JsonNode
                .Parse(
                    """{"definitionId":"a","name":"A","root":{"id":"r","type":"NightlyIngest","version":1,"workflowDefinitionId":"d"}}"""
                )!
                .AsObject()
        );
        await host.SaveAsync(
            JsonNode
                .Parse(
                    """
                    {"definitionId":"b","name":"B","root":{"id":"r","type":"Elsa.ExecuteWorkflow","version":1,"workflowDefinitionId":{"typeName":"String","expression":{"type":"Literal","value":"d"}}}}
                    """
                )!
                .AsObject()
        );

        Assert.Equal(["A", "B"], (await host.Store.ConsumersAsync("d")).Select(c => c.Name));
        Assert.Equal(2, (await host.Store.SaveAsync(new(Usable("d", text: "two")) { Publish = true })).ConsumerCount);
    }
}
