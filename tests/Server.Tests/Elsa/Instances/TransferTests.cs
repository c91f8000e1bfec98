using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Penstock.Server.Access;
using Penstock.Testing;

namespace Penstock.Server.Tests.Elsa.Instances;

public class TransferTests(PostgresFixture postgres, ServerFixture shared) : IClassFixture<ServerFixture>
{
    private static async Task<HttpResponseMessage> ImportAsync(HttpClient client, params byte[][] files)
    {
        using var form = new MultipartFormDataContent();
        foreach (var file in files)
            form.Add(
                new ByteArrayContent(file)
                {
                    Headers =
                    {
                        ContentType = new MediaTypeHeaderValue(file[0] == 'P' ? "application/zip" : "application/json"),
                    },
                },
                "files",
                "run"
            );
        return await client.PostAsync("/elsa/api/bulk-actions/import/workflow-instances", form);
    }

    private static Task<HttpResponseMessage> ExportAsync(HttpClient client, params string[] ids) =>
        client.PostAsJsonAsync(
            "/elsa/api/bulk-actions/export/workflow-instances",
            new JsonObject { ["ids"] = new JsonArray([.. ids.Select(i => (JsonNode)i)]) }
        );

    private static byte[] Bytes(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    [Fact]
    public async Task A_run_that_waits_goes_on_in_the_server_that_it_is_imported_into()
    {
        var client = await shared.Server.SignedInAsync(Roles.Engineer);
        await shared.Server.SaveAsync(
            Chain.Of("moving", Chain.Line("a"), Chain.Activity("w", "Elsa.Event", ("eventName", "go")), Chain.Line("b"))
        );
        var id = await client.RunAsync("moving");
        await client.UntilAsync(id, "Suspended");
        var answer = await client.GetAsync(
            $"/elsa/api/workflow-instances/{id}/export?includeActivityExecutionLog=true&includeWorkflowExecutionLog=true"
        );
        Assert.Equal($"workflow-instance-{id}.json", answer.Content.Headers.ContentDisposition!.FileName);
        var file = (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
        Assert.Equal(
            (id, "Elsa.Event"),
            ((string)file["WorkflowState"]!["id"]!, (string)file["Bookmarks"]![0]!["activityTypeName"]!)
        );
        Assert.Equal(
            ["root", "a", "w"],
            file["ActivityExecutionRecords"]!.AsArray().Select(r => (string)r!["activityId"]!)
        );
        Assert.Contains(
            "Suspended",
            file["WorkflowExecutionLogRecords"]!.AsArray().Select(r => (string)r!["eventName"]!)
        );

        await using var other = await TestServer.StartAsync(postgres);
        var there = await other.SignedInAsync(Roles.Engineer);
        Assert.Equal(
            """{"count":1,"imported":1}""",
            await (await ImportAsync(there, Bytes(file))).Content.ReadAsStringAsync()
        );
        Assert.Equal("Suspended", (string)(await there.ReadAsync($"workflow-instances/{id}"))["subStatus"]!);
        (await there.PostAsJsonAsync("/elsa/api/events/go/trigger", new JsonObject())).EnsureSuccessStatusCode();

        await there.UntilAsync(id, "Finished");
        Assert.Equal(
            ["Started", "Completed", "Started", "Suspended", "Resumed", "Completed", "Started", "Completed"],
            (await there.JournalAsync(id))["items"]!.AsArray().Select(e => (string)e!["eventName"]!)
        );
        Assert.Equal("Suspended", (string)(await client.ReadAsync($"workflow-instances/{id}"))["subStatus"]!);
    }

    [Fact]
    public async Task Several_runs_are_an_archive_that_brings_them_back_after_they_were_deleted()
    {
        var client = await shared.Server.SignedInAsync(Roles.Engineer);
        await shared.Server.SaveAsync(Chain.Of("done", Chain.Line("a")));
        await shared.Server.SaveAsync(Chain.Of("bad", Chain.Fault("f")));
        var (done, bad) = (await client.RunAsync("done"), await client.RunAsync("bad"));
        await client.UntilAsync(done, "Finished");
        await client.UntilAsync(bad, "Faulted");
        var answer = await ExportAsync(client, done, bad, Guid.NewGuid().ToString());
        Assert.Equal("workflow-instances.zip", answer.Content.Headers.ContentDisposition!.FileName);
        var zip = await answer.Content.ReadAsByteArrayAsync();
        Assert.Equal(2, new ZipArchive(new MemoryStream(zip)).Entries.Count);
        foreach (var id in (string[])[done, bad])
            await client.DeleteAsync($"/elsa/api/workflow-instances/{id}");

        Assert.Equal(2, (int)(await (await ImportAsync(client, zip)).Content.ReadFromJsonAsync<JsonNode>())!["count"]!);
        Assert.Equal(
            "good morning",
            (string)(await client.ReadAsync($"workflow-instances/{done}/variables"))["items"]![0]!["value"]!
        );
        var back = await client.ReadAsync($"workflow-instances/{bad}");
        Assert.Equal(
            "the sky fell",
            ((string)Assert.Single(back["workflowState"]!["incidents"]!.AsArray())!["message"]!)[..12]
        );
        await client.SendAsync(
            "alterations/workflows/retry",
            new JsonObject { ["workflowInstanceIds"] = new JsonArray(bad) }
        );
        await client.UntilAsync(bad, "Faulted");
        // A second time it takes the place of what is there.
        Assert.Equal(2, (int)(await (await ImportAsync(client, zip)).Content.ReadFromJsonAsync<JsonNode>())!["count"]!);
    }

    [Fact]
    public async Task Who_only_looks_gets_no_state_and_may_not_import()
    {
        await shared.Server.SaveAsync(Chain.Of("secret", Chain.Wait("a")));
        var engineer = await shared.Server.SignedInAsync(Roles.Engineer);
        var analyst = await shared.Server.SignedInAsync(Roles.Analyst);
        var id = await engineer.RunAsync("secret");
        await engineer.UntilAsync(id, "Suspended");
        var file = (await (await ExportAsync(analyst, id)).Content.ReadFromJsonAsync<JsonNode>())!;

        Assert.False(file["Penstock"]!.AsObject().ContainsKey("state"));
        Assert.Equal(HttpStatusCode.BadRequest, (await ImportAsync(analyst, Bytes(file))).StatusCode);
        await engineer.DeleteAsync($"/elsa/api/workflow-instances/{id}");
        (await ImportAsync(engineer, Bytes(file))).EnsureSuccessStatusCode();
        Assert.Equal("Cancelled", (string)(await engineer.ReadAsync($"workflow-instances/{id}"))["subStatus"]!);
    }

    [Theory]
    [InlineData("{", "cannot be read")]
    [InlineData("[]", "no run")]
    [InlineData("""{"WorkflowState":{"id":"abc"}}""", "other Elsa servers")]
    [InlineData("""{"Penstock":{"format":2}}""", "this kind and version")]
    [InlineData(
        """{"Penstock":{"format":1,"run":{"id":"0198a000-0000-7000-8000-000000000000","definition_hash":"x"},"definition":"{\"root\":{\"type\":\"a\"}}"}}""",
        "not the one that the run began with"
    )]
    [InlineData("PK nonsense", "broken")]
    public async Task A_file_that_is_no_run_is_refused(string file, string message)
    {
        var answer = await ImportAsync(await shared.Server.SignedInAsync(Roles.Engineer), Encoding.UTF8.GetBytes(file));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(message, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_that_are_not_there_are_not_found()
    {
        var client = await shared.Server.SignedInAsync(Roles.Engineer);

        Assert.Equal(
            HttpStatusCode.NotFound,
            (await client.GetAsync($"/elsa/api/workflow-instances/{Guid.NewGuid()}/export")).StatusCode
        );
        Assert.Equal(HttpStatusCode.NotFound, (await ExportAsync(client, "nonsense", "other")).StatusCode);
    }
}
