using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using Penstock.Server.Access;
using Penstock.Testing;
using static Penstock.Server.Tests.Elsa.ElsaClient;

namespace Penstock.Server.Tests.Elsa;

public sealed class DefinitionListTests(PostgresFixture postgres)
{
    private static IEnumerable<string> Rels(JsonNode node) =>
        node["links"]!.AsArray().Select(l => l!["rel"]!.ToString());

    [Fact]
    public async Task The_list_is_paged_from_zero_and_its_parameters_are_read_in_any_case()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var elsa = await EngineerAsync(server);
        foreach (var name in (string[])["Alpha", "beta", "Gamma"])
            await elsa.SaveAsync(Model(name.ToLowerInvariant(), name));
        var page = await elsa.GetAsync(
            "/workflow-definitions?versionOptions=Latest&Page=1&PageSize=2&SearchTerm=&IsSystem=False&OrderBy=Name&OrderDirection=Ascending"
        );

        Assert.Equal(
            (3, "Gamma"),
            ((int)page["totalCount"]!, Assert.Single(page["items"]!.AsArray())!["name"]!.ToString())
        );
        Assert.Equal(
            [
                "id",
                "definitionId",
                "name",
                "description",
                "version",
                "toolVersion",
                "isLatest",
                "isPublished",
                "isReadonly",
                "isSystem",
                "providerName",
                "materializerName",
                "createdAt",
                "isMaterializerAvailable",
                "links",
            ],
            page["items"]![0]!.AsObject().Select(m => m.Key)
        );
        Assert.Equal(
            2,
            (await elsa.GetAsync("/workflow-definitions?VERSIONOPTIONS=latest&definitionids=alpha&DefinitionIds=beta"))[
                "items"
            ]!
                .AsArray()
                .Count
        );
        Assert.Equal(
            "Gamma",
            (await elsa.GetAsync("/workflow-definitions?searchTerm=AMM"))["items"]![0]!["name"]!.ToString()
        );
        Assert.Empty((await elsa.GetAsync("/workflow-definitions?versionOptions=Published"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Names_of_old_versions_are_found_by_their_ids()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var elsa = await EngineerAsync(server);
        var first = await elsa.SaveAsync(Model("d", text: "one"), publish: true);
        await elsa.SaveAsync(Model("d", text: "two"), publish: true);

        var found = await elsa.GetAsync($"/workflow-definitions?versionOptions=&Ids={first["id"]}");
        Assert.Equal(1, (int)Assert.Single(found["items"]!.AsArray())!["version"]!);
    }

    [Theory]
    [InlineData(Roles.Engineer, true)]
    [InlineData(Roles.Analyst, false)]
    [InlineData(Roles.Scientist, false)]
    public async Task Links_say_what_a_role_may_change(string role, bool mayChange)
    {
        await using var server = await TestServer.StartAsync(postgres);
        await (await EngineerAsync(server)).SaveAsync(Model("d"));
        var elsa = new ElsaClient(await server.SignedInAsync(role));
        var list = await elsa.GetAsync("/workflow-definitions?Page=0&PageSize=10");

        Assert.Equal(mayChange, Rels(list).Contains("bulk-publish"));
        Assert.Equal(mayChange, Rels(list["items"]![0]!).Contains("publish"));
        Assert.Equal(
            mayChange,
            Rels(await elsa.GetAsync("/workflow-definitions/by-definition-id/d")).Contains("publish")
        );
        var answer = await elsa.TrySaveAsync(Model("d", text: "mine"));
        if (mayChange)
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        else
            Assert.Contains("not change", await ErrorAsync(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_are_checked()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var elsa = await EngineerAsync(server);
        await elsa.SaveAsync(Model("d", "Workflow 1"));

        Assert.False(
            (bool)
                (await elsa.GetAsync("/workflow-definitions/validation/is-name-unique?name=Workflow%201"))["isUnique"]!
        );
        Assert.True(
            (bool)
                (
                    await elsa.GetAsync(
                        "/workflow-definitions/validation/is-name-unique?name=Workflow%201&definitionId=d"
                    )
                )["isUnique"]!
        );
    }

    [Fact]
    public async Task Many_are_published_retracted_and_deleted_at_once()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var elsa = await EngineerAsync(server);
        await elsa.SaveAsync(Model("a", "A"), publish: true);
        await elsa.SaveAsync(Model("b", "B"));
        var ids = JsonNode.Parse("""{"definitionIds":["a","b","ghost"]}""")!;

        Assert.Equal(
            """{"published":["b"],"alreadyPublished":["a"],"notFound":["ghost"],"updatedConsumers":[]}""",
            (await elsa.PostAsync("/bulk-actions/publish/workflow-definitions/by-definition-ids", ids)).ToJsonString()
        );
        Assert.Equal(
            """{"retracted":["a","b"],"alreadyRetracted":[],"notFound":["ghost"]}""",
            (await elsa.PostAsync("/bulk-actions/retract/workflow-definitions/by-definition-ids", ids)).ToJsonString()
        );
        Assert.Equal(
            """{"deleted":2}""",
            (await elsa.PostAsync("/bulk-actions/delete/workflow-definitions/by-definition-id", ids)).ToJsonString()
        );
    }

    [Fact]
    public async Task Exports_are_a_file_or_an_archive_that_can_be_imported()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var elsa = await EngineerAsync(server);
        var child = await elsa.SaveAsync(Model("child", "The child"), publish: true);
        var parent = Model("parent", "Parent");
        parent["root"]!["activities"]!
            .AsArray()
            .Add(
                JsonNode.Parse(
                    """
                    {"id":"x","type":"Elsa.ExecuteWorkflow","version":1,"workflowDefinitionId":{"typeName":"String","expression":{"type":"Literal","value":"child"}}}
                    """
                )
            );
        await elsa.SaveAsync(parent);

        var file = await elsa.Http.GetAsync(
            "/elsa/api/workflow-definitions/child/export?versionOptions=Latest&includeConsumingWorkflows=False"
        );
        Assert.Equal(
            $"workflow-definition-the-child-child-{child["id"]}.json",
            file.Content.Headers.ContentDisposition!.FileNameStar ?? file.Content.Headers.ContentDisposition.FileName
        );
        var json = JsonNode.Parse(await file.Content.ReadAsStringAsync())!;
        Assert.StartsWith(
            "https://elsaworkflows.io/schemas/workflow-definition",
            json["$schema"]!.ToString(),
            StringComparison.Ordinal
        );
        Assert.Equal(
            ["parent"],
            (await elsa.GetAsync("/workflow-definitions/child/consumers"))["consumingWorkflowDefinitions"]!
                .AsArray()
                .Select(c => c!.ToString())
        );

        var zip = await elsa.SendAsync(
            "/bulk-actions/export/workflow-definitions",
            new JsonObject { ["ids"] = new JsonArray(child["id"]!.ToString()), ["includeConsumingWorkflows"] = true }
        );
        var bytes = await zip.Content.ReadAsByteArrayAsync();
        Assert.Equal(2, new ZipArchive(new MemoryStream(bytes)).Entries.Count);

        await using var other = await TestServer.StartAsync(postgres);
        var there = await EngineerAsync(other);
        using var form = new MultipartFormDataContent { { new ByteArrayContent(bytes), "files", "all.zip" } };
        Assert.Equal(
            """{"count":2}""",
            await (
                await there.Http.PostAsync("/elsa/api/workflow-definitions/import-files", form)
            ).Content.ReadAsStringAsync()
        );
        var imported = await there.GetAsync("/workflow-definitions/by-definition-id/child");
        Assert.Equal(("hello", false), (Text(imported), (bool)imported["isPublished"]!));
    }

    [Fact]
    public async Task The_way_to_a_nested_activity_is_told()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var elsa = await EngineerAsync(server);
        var model = Model("d");
        model["root"]!["activities"]!
            .AsArray()
            .Add(
                JsonNode.Parse(
                    """
                    {"id":"if","type":"Elsa.If","version":1,"then":{"id":"inner","type":"Elsa.Flowchart","version":1,"activities":[{"id":"deep","type":"Elsa.WriteLine","version":1}],"connections":[]}}
                    """
                )
            );
        var id = (await elsa.SaveAsync(model))["id"];
        var path = await elsa.GetAsync(
            $"/workflow-definitions/subgraph/segments/{id}?childNodeId=Workflow1:flow:if:inner:deep"
        );

        Assert.Equal(
            ("Workflow1:flow:if:inner:deep", "Workflow1:flow:if:inner"),
            (path["childNode"]!["nodeId"]!.ToString(), path["container"]!["nodeId"]!.ToString())
        );
        var segment = Assert.Single(path["pathSegments"]!.AsArray())!;
        Assert.Equal(
            ("Workflow1:flow:if", "Elsa.If", "Then"),
            (
                segment["activityNodeId"]!.ToString(),
                segment["activityType"]!.ToString(),
                segment["portName"]!.ToString()
            )
        );
        var graph = await elsa.GetAsync($"/workflow-definitions/subgraph/{id}?parentNodeId=Workflow1:flow:if");
        Assert.Equal("deep", graph["children"]![0]!["children"]![0]!["activity"]!["id"]!.ToString());
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await elsa.Http.GetAsync($"/elsa/api/workflow-definitions/subgraph/{id}?parentNodeId=nowhere")).StatusCode
        );
    }
}
