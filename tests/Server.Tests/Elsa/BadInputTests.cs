using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Server.Access;
using Penstock.Server.Tests.Elsa.Instances;
using Penstock.Testing;
using Penstock.Workflows.Hosting;

namespace Penstock.Server.Tests.Elsa;

/// <summary>What people and programs send by mistake or malice: clear errors, a server that stays up, nothing lost.</summary>
public sealed class BadInputTests(BadInputTests.Site site) : IClassFixture<BadInputTests.Site>
{
    private TestServer Server => site.Server;

    private static JsonObject Script(string source) =>
        new()
        {
            ["typeName"] = null,
            ["expression"] = new JsonObject { ["type"] = "JavaScript", ["value"] = source },
        };

    private async Task<HttpClient> HealthyAsync()
    {
        var client = await Server.SignedInAsync(Roles.Engineer);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/ready")).StatusCode);
        return client;
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[1,2")]
    [InlineData("\"text\"")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("\u0000\u0001")]
    public async Task Text_that_is_no_JSON_is_refused_everywhere_and_never_a_fault_of_the_server(string body)
    {
        var client = await HealthyAsync();
        foreach (
            var path in (string[])
                [
                    "workflow-definitions",
                    "workflow-definitions/import",
                    "workflow-definitions/d/execute",
                    "workflow-instances",
                    "activity-executions/report",
                    "tests/activities",
                    "bulk-actions/delete/workflow-instances/by-id",
                    "bulk-actions/cancel/workflow-instances",
                    "bulk-actions/export/workflow-instances",
                    "alterations/workflows/retry",
                    "descriptors/activities/Elsa.WriteLine/options/Text",
                ]
        )
        {
            using var answer = await client.PostAsync(
                $"/elsa/api/{path}",
                new StringContent(body, Encoding.UTF8, "application/json")
            );
            Assert.True(
                answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.OK,
                $"{path}: {answer.StatusCode}"
            );
        }
    }

    [Fact]
    public async Task An_expression_of_an_unknown_type_is_named_on_save_and_when_its_activity_is_reached()
    {
        var client = await HealthyAsync();
        var line = Chain.Line("b");
        line["text"]!["expression"]!["type"] = "Klingon";
        var saved = await client.SendAsync(
            "workflow-definitions",
            new JsonObject { ["model"] = Chain.Of("klingon", Chain.Line("a"), line), ["publish"] = true }
        );

        Assert.Contains(
            "Klingon",
            (string)Assert.Single(saved["validationErrors"]!.AsArray())!["message"]!,
            StringComparison.Ordinal
        );
        var run = await client.UntilAsync(await client.RunAsync("klingon"), "Faulted");
        Assert.Contains(
            "Klingon expressions cannot be evaluated",
            (string)Assert.Single(run["workflowState"]!["incidents"]!.AsArray())!["message"]!,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_graph_of_five_thousand_activities_is_saved_published_opened_and_run()
    {
        var client = await HealthyAsync();
        var model = Chain.Of(
            "large",
            [.. Enumerable.Range(0, 5_000).Select(i => Chain.Activity($"a{i}", "Elsa.Start"))]
        );
        var watch = Stopwatch.StartNew();
        var saved = await client.SendAsync(
            "workflow-definitions",
            new JsonObject { ["model"] = model, ["publish"] = true }
        );
        Assert.Equal(
            5_000,
            (await client.ReadAsync($"workflow-definitions/by-id/{saved["workflowDefinition"]!["id"]}"))["root"]![
                "activities"
            ]!
                .AsArray()
                .Count
        );
        await client.UntilAsync(await client.RunAsync("large"), "Finished");

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(60));
    }

    [Theory]
    [InlineData("Elsa.While", "condition")]
    [InlineData("Elsa.For", "end")]
    public async Task An_endless_loop_ends_with_an_incident_at_the_limit_of_the_configuration(
        string type,
        string member
    )
    {
        var client = await HealthyAsync();
        var loop = Chain.Activity("loop", type);
        loop[member] = new JsonObject
        {
            ["typeName"] = null,
            ["expression"] = new JsonObject
            {
                ["type"] = "Literal",
                ["value"] = type == "Elsa.For" ? "2000000000" : "True",
            },
        };
        loop["body"] = Chain.Activity("body", "Elsa.SetName", ("value", "round"));
        await Server.SaveAsync(Chain.Of($"endless-{member}", loop));
        var run = await client.UntilAsync(await client.RunAsync($"endless-{member}"), "Faulted");

        Assert.Contains(
            "looks like an endless loop: 6000 executions",
            (string)Assert.Single(run["workflowState"]!["incidents"]!.AsArray())!["message"]!,
            StringComparison.Ordinal
        );
        Assert.InRange((int)(await client.JournalAsync((string)run["id"]!, take: 1))["totalCount"]!, 1, 12_100);
    }

    [Fact]
    public async Task A_script_that_does_not_end_faults_its_activity_alone()
    {
        var client = await HealthyAsync();
        var line = Chain.Line("spin");
        line["text"] = Script("while (true) {}");
        await Server.SaveAsync(Chain.Of("spin", line));
        var run = await client.UntilAsync(await client.RunAsync("spin"), "Faulted");

        Assert.Equal("spin", (string)Assert.Single(run["workflowState"]!["incidents"]!.AsArray())!["activityId"]!);
    }

    [Fact]
    public async Task Workflows_that_start_themselves_twice_each_leave_the_server_up_and_can_be_ended()
    {
        var client = await HealthyAsync();
        var again = (string id) => Chain.Activity(id, "Elsa.DispatchWorkflow", ("workflowDefinitionId", "bomb"));
        await Server.SaveAsync(Chain.Of("bomb", again("one"), again("two")));
        await client.RunAsync("bomb");
        var of = new JsonObject { ["definitionIds"] = new JsonArray("bomb"), ["hasIncidents"] = true };
        // The queue fills up, and what would be too much is refused with an incident.
        for (var tries = 0; (int)(await client.SendAsync("workflow-instances", of))["totalCount"]! == 0; tries++)
        {
            Assert.True(tries < 600, "Nothing was refused");
            await Task.Delay(50);
        }
        await HealthyAsync();

        await client.SendAsync("workflow-definitions/bomb/retract", new JsonObject());
        for (
            var tries = 0;
            (int)
                (
                    await client.SendAsync(
                        "workflow-instances",
                        new JsonObject { ["definitionIds"] = new JsonArray("bomb"), ["status"] = "Running" }
                    )
                )["totalCount"]! > 0;
            tries++
        )
        {
            Assert.True(tries < 100, "The runs cannot be ended");
            await client.SendAsync(
                "bulk-actions/cancel/workflow-instances",
                new JsonObject { ["definitionId"] = "bomb" }
            );
        }
    }

    [Fact]
    public async Task Of_two_saves_at_once_one_is_made_and_the_other_told()
    {
        var client = await HealthyAsync();
        var loaded = (
            await client.SendAsync("workflow-definitions", new JsonObject { ["model"] = ElsaClient.Model("both") })
        )["workflowDefinition"]!.AsObject();
        var (hers, his) = (loaded.DeepClone().AsObject(), loaded.DeepClone().AsObject());
        ElsaClient.SetText(hers, "hers");
        ElsaClient.SetText(his, "his");
        var other = await Server.SignedInAsync(Roles.Engineer);
        var answers = await Task.WhenAll(
            new[] { (client, hers), (other, his) }.Select(s =>
                s.Item1.PostAsJsonAsync("/elsa/api/workflow-definitions", new JsonObject { ["model"] = s.Item2 })
            )
        );

        var made = Assert.Single(answers, a => a.IsSuccessStatusCode);
        Assert.Contains(
            "changed by somebody else",
            await Assert.Single(answers, a => !a.IsSuccessStatusCode).Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
        Assert.Equal(
            ElsaClient.Text((await made.Content.ReadFromJsonAsync<JsonNode>())!["workflowDefinition"]!),
            ElsaClient.Text(await client.ReadAsync("workflow-definitions/by-definition-id/both"))
        );
    }

    [Fact]
    public async Task A_page_whose_connection_is_cut_during_a_run_connects_again_and_sees_the_end()
    {
        var client = await HealthyAsync();
        await Server.SaveAsync(
            Chain.Of("cut", Chain.Activity("w", "Elsa.Event", ("eventName", "go on")), Chain.Line("b"))
        );
        var id = await client.RunAsync("cut");
        await client.UntilAsync(id, "Suspended");
        await using (var first = await StudioSocket.ConnectAsync(Server, client))
        {
            await first.ObserveAsync(id);
            await first.NextAsync("WorkflowInstanceUpdatedAsync");
            first.Cut();
        }
        await using var second = await StudioSocket.ConnectAsync(Server, client);
        await second.ObserveAsync(id);
        await second.NextAsync("WorkflowInstanceUpdatedAsync");
        (await client.PostAsJsonAsync("/elsa/api/events/go%20on/trigger", new JsonObject())).EnsureSuccessStatusCode();

        await second.NextAsync(
            "ActivityExecutionLogUpdatedAsync",
            a => a["stats"]!.AsArray().Any(s => (string)s!["activityId"]! == "b" && (int)s["completedCount"]! == 1)
        );
        await client.UntilAsync(id, "Finished");
    }

    /// <summary>A server with small limits.</summary>
    public sealed class Site(PostgresFixture postgres) : IAsyncLifetime
    {
        public TestServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() =>
            Server = await TestServer.StartAsync(
                postgres,
                new ServerStart
                {
                    Services = s => s.AddSingleton(new RunQueueOptions { MaxLive = 4, MaxWaiting = 50 }),
                },
                """
                engine:
                  maxActivityExecutions: 6000
                  resilience:
                    erp:
                      maxRetryAttempts: 7
                      circuitBreaker:
                        breakDuration: 00:05:00
                """
            );

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }

    [Fact]
    public async Task A_strategy_of_the_configuration_is_offered_beside_the_built_in_ones()
    {
        var items = (await (await HealthyAsync()).ReadAsync("resilience/strategies"))["items"]!.AsArray();

        Assert.Equal(["erp", "retry", "retry-and-break", "retry-patiently"], items.Select(i => (string)i!["id"]!));
        Assert.Equal(
            (7, "00:05:00"),
            ((int)items[0]!["maxRetryAttempts"]!, (string)items[0]!["circuitBreaker"]!["breakDuration"]!)
        );
    }
}
