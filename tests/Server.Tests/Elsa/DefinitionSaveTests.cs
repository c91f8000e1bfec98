using System.Net;
using System.Text.Json.Nodes;
using Penstock.Testing;
using static Penstock.Server.Tests.Elsa.ElsaClient;

namespace Penstock.Server.Tests.Elsa;

public sealed class DefinitionSaveTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_new_workflow_is_created_edited_published_and_edited_again()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var elsa = await EngineerAsync(server);
        var created = await elsa.SaveAsync(Model());
        Assert.Equal(
            (1, true, false),
            ((int)created["version"]!, (bool)created["isLatest"]!, (bool)created["isPublished"]!)
        );
        Assert.Equal("Workflow1:flow:w", created["root"]!["activities"]![0]!["nodeId"]!.ToString());
        Assert.Equal("Workflow1:flow", created["root"]!["nodeId"]!.ToString());

        SetText(created, "two");
        var reply = await elsa.PostAsync(
            "/workflow-definitions",
            new JsonObject { ["model"] = created.DeepClone(), ["publish"] = true }
        );
        Assert.Equal(
            ["workflowDefinition", "alreadyPublished", "consumingWorkflowCount", "validationErrors"],
            reply.Select(m => m.Key)
        );
        var published = reply["workflowDefinition"]!.AsObject();
        Assert.Equal(
            (created["id"]!.ToString(), 1, true),
            (published["id"]!.ToString(), (int)published["version"]!, (bool)published["isPublished"]!)
        );

        SetText(published, "three");
        var draft = await elsa.SaveAsync(published);
        Assert.Equal((2, false, "three"), ((int)draft["version"]!, (bool)draft["isPublished"]!, Text(draft)));
        var old = await elsa.GetAsync($"/workflow-definitions/by-id/{published["id"]}");
        Assert.Equal((false, true, "two"), ((bool)old["isLatest"]!, (bool)old["isPublished"]!, Text(old)));
        var latest = await elsa.GetAsync(
            $"/workflow-definitions/by-definition-id/{created["definitionId"]}?versionOptions=Latest"
        );
        Assert.Equal("three", Text(latest));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_second_of_two_saves_at_once_gets_a_conflict_that_its_client_understands(bool isProgram)
    {
        await using var server = await TestServer.StartAsync(postgres);
        var elsa = isProgram ? new ElsaClient(await server.WithKeyAsync("*")) : await EngineerAsync(server);
        var loaded = await elsa.SaveAsync(Model());
        SetText(loaded, "hers");
        await elsa.SaveAsync(loaded);
        SetText(loaded, "his");
        var refused = await elsa.TrySaveAsync(loaded);

        // Studio's page would die of anything but 400.
        Assert.Contains(
            "changed by somebody else",
            await ErrorAsync(refused, isProgram ? HttpStatusCode.Conflict : HttpStatusCode.BadRequest),
            StringComparison.Ordinal
        );
        Assert.Equal(
            "hers",
            Text(await elsa.GetAsync($"/workflow-definitions/by-definition-id/{loaded["definitionId"]}"))
        );
    }

    [Fact]
    public async Task One_page_overtakes_its_own_saves_and_creates_once()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var elsa = await EngineerAsync(server);
        elsa.Http.DefaultRequestHeaders.Add("X-Penstock-Editor", "page1");
        var loaded = await elsa.SaveAsync(Model());
        Assert.Equal(loaded["id"]!.ToString(), (await elsa.SaveAsync(Model()))["id"]!.ToString());
        SetText(loaded, "one");
        await elsa.SaveAsync(loaded);
        SetText(loaded, "two");

        Assert.Equal("two", Text(await elsa.SaveAsync(loaded)));
    }

    [Fact]
    public async Task A_definition_loaded_and_saved_is_the_same()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var elsa = await EngineerAsync(server);
        var model = Model("wild");
        model["ourOwn"] = JsonNode.Parse("""{"a":[1,null,1.50]}""");
        model["root"]!["activities"]!
            .AsArray()
            .Add(
                JsonNode.Parse(
                    """{"id":"odd","type":"Foreign.Unheard","version":7,"strange":{"x":1},"metadata":{"displayText":"Mine"}}"""
                )
            );
        await elsa.PostAsync("/workflow-definitions/import", model);
        var loaded = await elsa.GetAsync("/workflow-definitions/by-definition-id/wild");
        Assert.Equal(
            ("Elsa.NotFoundActivity", "Foreign.Unheard"),
            (
                loaded["root"]!["activities"]![1]!["type"]!.ToString(),
                loaded["root"]!["activities"]![1]!["missingTypeName"]!.ToString()
            )
        );
        // Studio knows nothing of members of others, and leaves them out.
        var sent = loaded.DeepClone().AsObject();
        sent.Remove("ourOwn");
        var saved = await elsa.SaveAsync(sent);

        Assert.Equal(Workflows.Definitions.NormalizedJson.Of(loaded), Workflows.Definitions.NormalizedJson.Of(saved));
        var exported = await elsa.GetAsync("/workflow-definitions/wild/export");
        Assert.Equal(
            """{"id":"odd","type":"Foreign.Unheard","version":7,"strange":{"x":1},"metadata":{"displayText":"Mine"},"nodeId":"Workflow1:flow:odd"}""",
            exported["root"]!["activities"]![1]!.ToJsonString()
        );
        Assert.Equal("1.50", exported["ourOwn"]!["a"]![2]!.ToJsonString());
    }

    [Theory]
    [InlineData("{", "not JSON")]
    [InlineData("[]", "something else")]
    [InlineData("{}", "model")]
    [InlineData("{\"model\":{\"name\":\"x\"}}", "no root")]
    [InlineData("{\"model\":{\"name\":\"x\",\"name\":\"y\",\"root\":{\"type\":\"a\"}}}", "not the JSON")]
    public async Task A_body_that_is_no_definition_is_refused_with_a_message(string body, string message)
    {
        await using var server = await TestServer.StartAsync(postgres);
        var elsa = await EngineerAsync(server);
        var response = await elsa.Http.PostAsync(
            "/elsa/api/workflow-definitions",
            new StringContent(body, System.Text.Encoding.UTF8, "application/json")
        );

        Assert.Contains(message, await ErrorAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_draft_is_saved_with_the_problems_of_its_activities()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var elsa = await EngineerAsync(server);
        var model = Model();
        model["root"]!["activities"]!.AsArray().Add(JsonNode.Parse("""{"id":"odd","type":"Foreign.Unheard"}"""));
        var reply = await elsa.PostAsync("/workflow-definitions", new JsonObject { ["model"] = model });

        var error = Assert.Single(reply["validationErrors"]!.AsArray())!;
        Assert.Equal("odd", error["activityId"]!.ToString());
        Assert.Contains("Foreign.Unheard", error["message"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_retract_revert_and_delete_answer_in_their_own_shapes()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var elsa = await EngineerAsync(server);
        var id = (await elsa.SaveAsync(Model("d", text: "one")))["definitionId"]!.ToString();
        var published = await elsa.PostAsync($"/workflow-definitions/{id}/publish");
        Assert.Equal(
            (false, true),
            ((bool)published["alreadyPublished"]!, (bool)published["workflowDefinition"]!["isPublished"]!)
        );
        Assert.True((bool)(await elsa.PostAsync($"/workflow-definitions/{id}/publish"))["alreadyPublished"]!);
        await elsa.SaveAsync(Model("d", text: "two"), publish: true);
        var reverted = await elsa.PostAsync($"/workflow-definitions/{id}/revert/1");
        Assert.Equal((3, false), ((int)reverted["version"]!, reverted.ContainsKey("root")));
        Assert.Equal("one", Text(await elsa.GetAsync($"/workflow-definitions/by-id/{reverted["id"]}")));
        Assert.Equal("two", Text(await elsa.PostAsync($"/workflow-definitions/{id}/retract")));
        Assert.Contains(
            "not published",
            await ErrorAsync(await elsa.SendAsync($"/workflow-definitions/{id}/retract")),
            StringComparison.Ordinal
        );

        Assert.Equal(
            HttpStatusCode.NoContent,
            (await elsa.Http.DeleteAsync($"/elsa/api/workflow-definition-versions/{reverted["id"]}")).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.NoContent,
            (await elsa.Http.DeleteAsync($"/elsa/api/workflow-definitions/{id}")).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await elsa.Http.DeleteAsync($"/elsa/api/workflow-definitions/{id}")).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await elsa.Http.GetAsync($"/elsa/api/workflow-definitions/by-definition-id/{id}")).StatusCode
        );
    }

    [Fact]
    public async Task Every_change_is_in_the_audit_trail()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var elsa = await EngineerAsync(server);
        await elsa.SaveAsync(Model("d"));
        await elsa.PostAsync("/workflow-definitions/d/publish");
        await elsa.Http.DeleteAsync("/elsa/api/workflow-definitions/d");

        var (items, _) = await server
            .Service<global::Penstock.Server.Audit.AuditQueries>()
            .ListAsync("d", null, 0, 10, default);
        Assert.Equal(
            ["workflow-definition.deleted", "workflow-definition.published", "workflow-definition.created"],
            items.Select(i => i.What)
        );
    }
}
