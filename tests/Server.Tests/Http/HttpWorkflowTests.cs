using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Core.Metadata;
using Penstock.Server.Http;
using Penstock.Testing;
using Penstock.Workflows.Definitions.Store;
using Penstock.Workflows.Journal;
using static Penstock.Server.Tests.Http.Definitions;

namespace Penstock.Server.Tests.Http;

public sealed class HttpWorkflowTests(PostgresFixture postgres)
{
    private static Task PublishAsync(TestServer server, JsonObject document) =>
        server.Service<IDefinitionStore>().SaveAsync(new SaveRequest(document) { Publish = true });

    [Fact]
    public async Task A_request_starts_the_workflow_and_gets_its_answer()
    {
        await using var server = await TestServer.StartAsync(postgres);
        await PublishAsync(
            server,
            Of(
                "orders",
                Endpoint("e", "orders/{id}", """["POST"]"""),
                Response("a", Variable("Body"), 201, ("responseHeaders", Literal("""{"X-Order":"seven"}""")))
            )
        );
        var client = server.Anonymous();
        using var answer = await client.PostAsJsonAsync("/workflows/http/orders/7", new { amount = 5 });

        Assert.Equal(
            (HttpStatusCode.Created, """{"amount":5}"""),
            (answer.StatusCode, await answer.Content.ReadAsStringAsync())
        );
        Assert.Equal(
            ("application/json", "seven"),
            (answer.Content.Headers.ContentType!.MediaType, answer.Headers.GetValues("X-Order").Single())
        );
        var run = await server
            .Service<IWorkflowJournal>()
            .FindAsync(Guid.Parse(answer.Headers.GetValues("x-elsa-workflow-instance-id").Single()));
        Assert.Equal("orders", run!.DefinitionId);
    }

    [Fact]
    public async Task Parts_of_the_path_are_values_and_fixed_parts_come_first()
    {
        await using var server = await TestServer.StartAsync(postgres);
        await PublishAsync(server, Of("any", Endpoint("e", "orders/{id}"), Response("a", Variable("Route"))));
        await PublishAsync(server, Of("new", Endpoint("e", "/orders/New/"), Response("a", Literal("new one"))));
        var client = server.Anonymous();

        Assert.Equal("""{"id":"a b"}""", await client.GetStringAsync("/workflows/http/orders/a%20b"));
        Assert.Equal("new one", await client.GetStringAsync("/workflows/http/orders/new"));
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/workflows/http/orders")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.PostAsync("/workflows/http/orders/7", null)).StatusCode);
    }

    [Fact]
    public async Task Without_an_answer_of_its_own_the_end_of_the_run_is_the_answer()
    {
        await using var server = await TestServer.StartAsync(postgres);
        await PublishAsync(server, Of("silent", Endpoint("e", "silent")));
        await PublishAsync(
            server,
            Of("waits", Endpoint("e", "waits"), Activity("w", "Elsa.Event", ("eventName", Literal("never"))))
        );
        await PublishAsync(
            server,
            Of("faults", Endpoint("e", "faults"), Activity("f", "Elsa.Fault", ("message", Literal("on purpose"))))
        );
        var client = server.Anonymous();

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/workflows/http/silent")).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await client.GetAsync("/workflows/http/waits")).StatusCode);
        Assert.Equal(HttpStatusCode.InternalServerError, (await client.GetAsync("/workflows/http/faults")).StatusCode);
    }

    [Fact]
    public async Task A_run_in_its_middle_waits_for_a_request_and_answers_it()
    {
        await using var server = await TestServer.StartAsync(postgres);
        await PublishAsync(
            server,
            Of(
                "two",
                Endpoint("first", "first"),
                Response("a", Literal("go on")),
                Endpoint("second", "second/{id}", """["PUT"]""", starts: false),
                Response("b", Variable("Body"))
            )
        );
        var client = server.Anonymous();
        Assert.Equal("go on", await client.GetStringAsync("/workflows/http/first"));
        HttpResponseMessage answer;
        do answer = await client.PutAsync(
            "/workflows/http/second/7",
            new StringContent("hello", Encoding.UTF8, "text/plain")
        );
        while (answer.StatusCode == HttpStatusCode.NotFound);

        Assert.Equal((HttpStatusCode.OK, "hello"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Equal(HttpStatusCode.NotFound, (await client.PutAsync("/workflows/http/second/7", null)).StatusCode);
    }

    [Fact]
    public async Task An_endpoint_that_asks_for_it_lets_in_only_whom_it_should()
    {
        await using var server = await TestServer.StartAsync(postgres);
        await PublishAsync(
            server,
            Of("closed", Endpoint("e", "closed", more: [("authorize", Literal(true))]), Response("a", Literal("in")))
        );
        await PublishAsync(
            server,
            Of(
                "narrow",
                Endpoint("e", "narrow", more: [("policy", Literal("exec:steps"))]),
                Response("a", Literal("in"))
            )
        );
        var reader = await server.WithKeyAsync("read:lake");

        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await server.Anonymous().GetAsync("/workflows/http/closed")).StatusCode
        );
        Assert.Equal("in", await reader.GetStringAsync("/workflows/http/closed"));
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.GetAsync("/workflows/http/narrow")).StatusCode);
        Assert.Equal("in", await (await server.WithKeyAsync("exec:steps")).GetStringAsync("/workflows/http/narrow"));
    }

    [Fact]
    public async Task Files_and_fields_of_a_form_reach_the_workflow_within_the_limits()
    {
        await using var server = await TestServer.StartAsync(postgres);
        await PublishAsync(
            server,
            Of(
                "upload",
                Endpoint(
                    "e",
                    "upload",
                    """["POST"]""",
                    more:
                    [
                        ("allowedFileExtensions", Expression("Object", """[".csv"]""")),
                        ("fileSizeLimit", Literal(10)),
                    ]
                ),
                Response("a", Variable("Body"))
            )
        );
        var client = server.Anonymous();
        async Task<HttpResponseMessage> SendAsync(string name, string text) =>
            await client.PostAsync(
                "/workflows/http/upload",
                new MultipartFormDataContent
                {
                    { new StringContent("Ada"), "who" },
                    { new StringContent(text), "file", name },
                }
            );

        using var good = await SendAsync("a.csv", "1,2");
        Assert.Equal(
            (HttpStatusCode.OK, """{"who":"Ada"}"""),
            (good.StatusCode, await good.Content.ReadAsStringAsync())
        );
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await SendAsync("a.exe", "1,2")).StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await SendAsync("a.csv", new string('x', 11))).StatusCode);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_before_anything_begins()
    {
        await using var server = await TestServer.StartAsync(
            postgres,
            new ServerStart { Services = s => s.AddSingleton(new HttpWorkflowOptions { RequestSizeLimit = 100 }) }
        );
        await PublishAsync(server, Of("small", Endpoint("e", "small", """["POST"]""")));

        Assert.Equal(
            HttpStatusCode.RequestEntityTooLarge,
            (
                await server.Anonymous().PostAsync("/workflows/http/small", new StringContent(new string('x', 101)))
            ).StatusCode
        );
        Assert.Empty(await new RunQueries(server.Service<MetadataStore>()).ListAsync("small"));
    }

    [Fact]
    public async Task A_retracted_workflow_listens_no_more()
    {
        await using var server = await TestServer.StartAsync(postgres);
        await PublishAsync(server, Of("gone", Endpoint("e", "gone")));
        var client = server.Anonymous();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/workflows/http/gone")).StatusCode);
        await server.Service<IDefinitionStore>().RetractAsync("gone");

        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/workflows/http/gone")).StatusCode);
    }

    [Fact]
    public async Task A_thousand_calls_at_once_each_have_their_run_and_their_answer()
    {
        await using var server = await TestServer.StartAsync(postgres);
        await PublishAsync(server, Of("busy", Endpoint("e", "busy/{id}"), Response("a", Variable("Route"))));
        var client = server.Anonymous();
        client.Timeout = TimeSpan.FromMinutes(5);
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 1_000).Select(i => client.GetStringAsync($"/workflows/http/busy/{i}"))
        );

        Assert.Equal(Enumerable.Range(0, 1_000).Select(i => $$"""{"id":"{{i}}"}"""), answers);
        await using var command = server
            .Service<MetadataStore>()
            .DataSource.CreateCommand("SELECT count(*) FROM workflow.run WHERE definition_id = 'busy'");
        Assert.Equal(1_000L, await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Calls_beyond_the_bounds_are_told_to_come_again()
    {
        await using var server = await TestServer.StartAsync(
            postgres,
            new ServerStart
            {
                Services = s => s.AddSingleton(new HttpWorkflowOptions { MaxInFlight = 1, MaxWaiting = 0 }),
            }
        );
        await PublishAsync(
            server,
            Of(
                "slow",
                Endpoint("e", "slow"),
                Activity("d", "Elsa.SendHttpRequest", ("url", Literal(server.Address + "workflows/http/slow")))
            )
        );
        // The workflow calls itself while its own call is still being worked on.
        using var answer = await server.Anonymous().GetAsync("/workflows/http/slow");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var run = Assert.Single(await new RunQueries(server.Service<MetadataStore>()).ListAsync("slow"));
        var details = await new RunQueries(server.Service<MetadataStore>()).GetAsync(run.Id.ToString());
        var send = details.Activities.Single(a => a.ActivityId == "d");
        Assert.Equal("503", send.Outputs["StatusCode"]!.ToString());
        Assert.Contains("Retry-After", send.Outputs["ResponseHeaders"]!.ToJsonString(), StringComparison.Ordinal);
    }
}
