using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Penstock.Server.Access;
using Penstock.Server.Logs;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Runtime;

namespace Penstock.Server.Tests.Logs;

public class RunLogTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Definition = """
        { "definitionId": "greeting", "id": "greeting-1", "name": "Greeting", "version": 1, "root": { "id": "f", "type": "Elsa.Flowchart", "version": 1, "activities": [
            { "id": "w", "type": "Elsa.WriteLine", "version": 1, "name": "SayHello", "text": { "typeName": "String", "expression": { "type": "Literal", "value": "hello" } } } ], "connections": [] } }
        """;

    [Fact]
    public async Task The_page_that_Studio_links_to_tells_what_each_activity_of_the_run_did()
    {
        var run = await fixture.Server.Service<WorkflowRunner>().RunAsync(DefinitionReader.Parse(Definition));
        var client = await fixture.Server.SignedInAsync(Roles.Analyst);

        var page = await client.GetStringAsync($"/diagnostics/structured-logs?workflowInstanceId={run.RunId}");

        Assert.Contains("SayHello", page, StringComparison.Ordinal);
        var lines = (await client.GetFromJsonAsync<JsonNode>($"/api/runs/{run.RunId}/logs"))!["items"]!.AsArray();
        Assert.Equal(
            ["Started", "Completed"],
            lines.Where(l => (string)l!["source"]! == "SayHello").Select(l => (string)l!["message"]!)
        );
        Assert.Equal("Finished", (string)lines[^1]!["message"]!);
    }

    [Fact]
    public async Task A_run_that_is_not_there_is_an_error_with_the_next_step()
    {
        var answer = await (await fixture.Server.SignedInAsync(Roles.Analyst)).GetAsync(
            $"/api/runs/{Guid.NewGuid()}/logs"
        );

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(
            "Next:",
            (string)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["detail"]!,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_is_logged_within_a_run_is_kept_and_nothing_else()
    {
        var queue = new RunLogQueue();
        using var provider = new RunLogProvider(queue, TimeProvider.System);
        provider.SetScopeProvider(new LoggerExternalScopeProvider());
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(provider));
        var logger = factory.CreateLogger("Penstock.Example");
        var (named, scoped) = (Guid.NewGuid(), Guid.NewGuid());

        logger.LogInformation("Nobody's line");
        logger.LogWarning("Run {RunId} waits", named);
        using (logger.BeginScope(new Dictionary<string, object> { ["RunId"] = scoped }))
            logger.LogInformation("Within a scope");
        logger.LogDebug("Run {RunId} says too much", named);

        var lines = await queue.TakeAsync(TestContext.Current.CancellationToken);
        Assert.Equal([named, scoped], lines.Select(l => l.RunId));
        Assert.Equal([$"Run {named} waits", "Within a scope"], lines.Select(l => l.Line.Message));
        Assert.Equal("Example", lines[0].Line.Source);
    }
}
