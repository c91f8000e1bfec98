using System.Text.Json.Nodes;
using Penstock.Testing;
using Penstock.Workflows.Definitions.Store;
using static Penstock.Workflows.Tests.Definitions.StoreHost;

namespace Penstock.Workflows.Tests.Definitions;

public sealed class PublishRuleTests(PostgresFixture postgres)
{
    private static JsonObject Endpoint(
        string definitionId,
        string path,
        string methods = "[\"GET\"]",
        bool starts = true
    )
    {
        var endpoint = Chart.Activity(
            "h",
            "Elsa.HttpEndpoint",
            ("path", path),
            ("supportedMethods", Chart.Expression("Object", methods)),
            ("customProperties", new JsonObject { ["canStartWorkflow"] = starts })
        );
        return new JsonObject
        {
            ["definitionId"] = definitionId,
            ["name"] = definitionId,
            ["root"] = new JsonObject
            {
                ["id"] = "r",
                ["type"] = "Elsa.Flowchart",
                ["version"] = 1,
                ["activities"] = new JsonArray(endpoint),
            },
        };
    }

    [Fact]
    public async Task A_path_and_method_of_another_published_definition_are_refused_and_the_draft_stays()
    {
        await using var host = await StartAsync(postgres);
        await host.SaveAsync(Endpoint("first", "/orders/{id}"), publish: true);
        await host.SaveAsync(Endpoint("second", "orders/{number}/"));
        var error = await Assert.ThrowsAsync<DefinitionRefusedException>(() => host.Store.PublishAsync("second"));

        Assert.Equal("h", Assert.Single(error.Problems).Activity!.Id);
        Assert.Contains("first", error.Message, StringComparison.Ordinal);
        Assert.False((await host.Store.FindAsync("second", VersionOptions.Latest))!.Info.IsPublished);
    }

    [Fact]
    public async Task Another_method_another_path_and_one_in_mid_flow_are_free()
    {
        await using var host = await StartAsync(postgres);
        await host.SaveAsync(Endpoint("first", "orders"), publish: true);
        await host.SaveAsync(Endpoint("second", "orders", "[\"POST\"]"), publish: true);
        await host.SaveAsync(Endpoint("third", "orders/new"), publish: true);
        await host.SaveAsync(Endpoint("fourth", "orders", starts: false), publish: true);

        Assert.Equal(4, (await host.Store.ListAsync(new() { Versions = VersionOptions.Published })).TotalCount);
    }

    [Fact]
    public async Task A_path_is_free_again_when_its_workflow_is_retracted()
    {
        await using var host = await StartAsync(postgres);
        await host.SaveAsync(Endpoint("first", "orders"), publish: true);
        await host.SaveAsync(Endpoint("first", "orders2"), publish: true);
        await host.SaveAsync(Endpoint("second", "orders"), publish: true);
        await host.Store.RetractAsync("first");

        Assert.True((await host.SaveAsync(Endpoint("third", "orders2"), publish: true)).Info.IsPublished);
    }

    [Fact]
    public async Task Read_only_definitions_are_neither_changed_nor_deleted_by_others()
    {
        await using var host = await StartAsync(postgres);
        await host.Store.SaveAsync(
            new SaveRequest(Document("git"))
            {
                Provider = "Git",
                IsReadonly = true,
                Publish = true,
            }
        );

        await Assert.ThrowsAsync<DefinitionRefusedException>(() => host.SaveAsync(Document("git", text: "x")));
        await Assert.ThrowsAsync<DefinitionRefusedException>(() => host.Store.RetractAsync("git"));
        await Assert.ThrowsAsync<DefinitionRefusedException>(() => host.Store.DeleteAsync(["git"]));
        Assert.Equal("hello", TextOf((await host.Store.FindAsync("git", VersionOptions.Published))!));
    }
}
