using System.Net;
using System.Text.Json.Nodes;
using Penstock.Testing;
using static Penstock.Server.Tests.Elsa.ElsaClient;

namespace Penstock.Server.Tests.Elsa;

public sealed class DescriptorEndpointTests(PostgresFixture postgres, ServerFixture shared)
    : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("/descriptors/expression-descriptors")]
    [InlineData("/descriptors/workflow-activation-strategies")]
    [InlineData("/descriptors/incident-strategies")]
    [InlineData("/descriptors/log-persistence-strategies")]
    [InlineData("/descriptors/commit-strategies/workflows")]
    [InlineData("/descriptors/commit-strategies/activities")]
    [InlineData("/resilience/strategies?category=HTTP")]
    [InlineData("/descriptors/storage-drivers")]
    [InlineData("/descriptors/variables")]
    [InlineData("/features/installed")]
    public async Task Every_list_that_the_editor_loads_has_items_and_their_count(string path)
    {
        var list = await (await EngineerAsync(shared.Server)).GetAsync(path);

        Assert.NotEmpty(list["items"]!.AsArray());
        Assert.Equal(list["items"]!.AsArray().Count, (int)list["count"]!);
    }

    [Fact]
    public async Task Activity_types_are_there_once_each_with_the_containers_and_the_stand_in()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var items = (await (await EngineerAsync(server)).GetAsync("/descriptors/activities?Refresh=True"))[
            "items"
        ]!.AsArray();
        var types = items.Select(i => (Type: i!["typeName"]!.ToString(), Version: (int)i["version"]!)).ToList();

        Assert.Equal(types.Count, types.Distinct().Count());
        foreach (
            var type in (string[])
                [
                    "Elsa.Flowchart",
                    "Elsa.Sequence",
                    "Elsa.NotFoundActivity",
                    "Elsa.WriteLine",
                    "Penstock.FilesToLanding",
                ]
        )
            Assert.Contains((type, 1), types);
        Assert.False((bool)items.Single(i => i!["typeName"]!.ToString() == "Elsa.NotFoundActivity")!["isBrowsable"]!);
    }

    [Fact]
    public async Task The_list_of_activities_is_compressed_and_not_sent_twice()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var elsa = await EngineerAsync(server);
        elsa.Http.DefaultRequestHeaders.Add("Accept-Encoding", "gzip, br");
        var first = await elsa.Http.GetAsync("/elsa/api/descriptors/activities");
        Assert.Equal(["br"], first.Content.Headers.ContentEncoding);
        elsa.Http.DefaultRequestHeaders.IfNoneMatch.Add(first.Headers.ETag!);
        Assert.Equal(
            HttpStatusCode.NotModified,
            (await elsa.Http.GetAsync("/elsa/api/descriptors/activities?Refresh=True")).StatusCode
        );

        var model = Model("tool", "My tool");
        model["options"] = new JsonObject { ["usableAsActivity"] = true };
        (await elsa.TrySaveAsync(model, publish: true)).EnsureSuccessStatusCode();
        Assert.Equal(
            HttpStatusCode.OK,
            (await elsa.Http.GetAsync("/elsa/api/descriptors/activities?Refresh=True")).StatusCode
        );
    }

    [Fact]
    public async Task A_workflow_used_as_an_activity_follows_its_new_version_when_asked()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var elsa = await EngineerAsync(server);
        var tool = Model("tool", "My tool");
        tool["options"] = new JsonObject { ["usableAsActivity"] = true };
        var first = await elsa.SaveAsync(tool, publish: true);
        var user = Model("user", "User");
        user["root"]!["activities"]!
            .AsArray()
            .Add(
                JsonNode.Parse(
                    $$"""{"id":"t","type":"MyTool","version":1,"workflowDefinitionId":"tool","workflowDefinitionVersionId":"{{first["id"]}}"}"""
                )
            );
        await elsa.SaveAsync(user, publish: true);
        SetText(tool, "two");
        var reply = await elsa.PostAsync(
            "/workflow-definitions",
            new JsonObject { ["model"] = tool, ["publish"] = true }
        );

        Assert.Equal(1, (int)reply["consumingWorkflowCount"]!);
        Assert.Equal(
            """{"affectedWorkflows":["User"]}""",
            (await elsa.PostAsync("/workflow-definitions/tool/update-references")).ToJsonString()
        );
        var updated = await elsa.GetAsync("/workflow-definitions/by-definition-id/user?versionOptions=Published");
        Assert.Equal(
            (2, 2, reply["workflowDefinition"]!["id"]!.ToString()),
            (
                (int)updated["version"]!,
                (int)updated["root"]!["activities"]![1]!["version"]!,
                updated["root"]!["activities"]![1]!["workflowDefinitionVersionId"]!.ToString()
            )
        );
        Assert.Equal(
            """{"affectedWorkflows":[]}""",
            (await elsa.PostAsync("/workflow-definitions/tool/update-references")).ToJsonString()
        );
    }

    [Fact]
    public async Task A_feature_that_is_not_there_is_not_found()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var elsa = await EngineerAsync(server);

        Assert.Equal(
            HttpStatusCode.NotFound,
            (await elsa.Http.GetAsync("/elsa/api/features/installed/Elsa.Nothing")).StatusCode
        );
        Assert.Equal(
            "WorkflowManagement",
            (await elsa.GetAsync("/features/installed/Elsa.WorkflowManagement"))["name"]!.ToString()
        );
    }

    [Fact]
    public async Task The_editor_of_scripts_is_told_the_variables()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var elsa = await EngineerAsync(server);
        var model = Model("d");
        model["variables"] = JsonNode.Parse(
            """[{"id":"v","name":"Files","typeName":"String","isArray":false,"value":null}]"""
        );
        await elsa.SaveAsync(model);
        var response = await elsa.SendAsync(
            "/scripting/javascript/type-definitions/d",
            JsonNode.Parse("""{"workflowDefinitionId":"d","activityTypeName":"Elsa.WriteLine","propertyName":"Text"}""")
        );

        Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("getFiles", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
