using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Workflows.Activities.Http;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Tests.Http;

public sealed class SendHttpRequestTests
{
    private static string ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/";
    }

    [Fact]
    public async Task A_request_carries_method_headers_and_content_and_its_answer_is_read()
    {
        var seen = "";
        await using var site = await WebSite.StartAsync(async context =>
        {
            seen =
                $"{context.Request.Method} {context.Request.Path} {context.Request.Headers.Authorization} {context.Request.Headers["X-A"]} {context.Request.ContentType} "
                + await new StreamReader(context.Request.Body).ReadToEndAsync();
            context.Response.StatusCode = 201;
            await context.Response.WriteAsJsonAsync(new { id = 7 });
        });
        await using var engine = new Engine();
        var chart = new Chart().Add(
            "h",
            "Elsa.FlowSendHttpRequest",
            ("url", site.Address + "/orders"),
            ("method", "POST"),
            ("content", "{\"a\":1}"),
            ("contentType", "application/json"),
            ("authorization", "Bearer abc"),
            ("requestHeaders", """{"X-A":"b"}"""),
            ("expectedStatusCodes", "[201]")
        );
        var result = await engine.RunAsync(
            chart.Work("made").Work("other").Arrow("h", "made", "201").Arrow("h", "other", "Unmatched status code")
        );

        Assert.Equal(WorkflowSubStatus.Finished, result.SubStatus);
        Assert.Equal("POST /orders Bearer abc b application/json {\"a\":1}", seen);
        Assert.Equal(["made"], engine.Ran);
        var record = engine.Journal.Activities.Single(a => a.ActivityId == "h");
        Assert.Equal(
            ("201", """{"id":7}"""),
            (record.Outputs["StatusCode"]!.ToJsonString(), record.Outputs["ParsedContent"]!.ToJsonString())
        );
        Assert.DoesNotContain("abc", record.ActivityState.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_status_code_that_is_not_expected_has_its_own_way()
    {
        await using var site = await WebSite.StartAsync(context =>
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        });
        await using var engine = new Engine();
        await engine.RunAsync(
            new Chart()
                .Add("h", "Elsa.FlowSendHttpRequest", ("url", site.Address))
                .Work("ok")
                .Work("other")
                .Work("always")
                .Arrow("h", "ok", "200")
                .Arrow("h", "other", "Unmatched status code")
                .Arrow("h", "always")
        );

        Assert.Equal(["always", "other"], engine.Ran.Order());
    }

    [Fact]
    public async Task The_activity_of_the_status_code_runs_inside_the_request()
    {
        await using var site = await WebSite.StartAsync(_ => Task.CompletedTask);
        await using var engine = new Engine();
        var codes = new JsonArray(
            new JsonObject { ["statusCode"] = 404, ["activity"] = Chart.Activity("missing", "Test.Work") },
            new JsonObject { ["statusCode"] = 200, ["activity"] = Chart.Activity("found", "Test.Work") }
        );
        await engine.RunAsync(
            new Chart()
                .Add("h", "Elsa.SendHttpRequest", ("url", site.Address), ("expectedStatusCodes", codes))
                .Work("next")
                .Arrow("h", "next")
        );

        Assert.Equal(["found", "next"], engine.Ran);
    }

    [Fact]
    public async Task A_request_that_cannot_connect_goes_its_way_or_faults()
    {
        await using var engine = new Engine();
        var taken = await engine.RunAsync(
            new Chart()
                .Add("h", "Elsa.FlowSendHttpRequest", ("url", ClosedPort()))
                .Work("mend")
                .Arrow("h", "mend", "Failed to connect")
        );
        var fault = await engine.RunAsync(
            new Chart().Add("h", "Elsa.FlowSendHttpRequest", ("url", ClosedPort())).Work("next").Arrow("h", "next")
        );
        var embedded = await engine.RunAsync(
            new Chart().Add(
                "h",
                "Elsa.SendHttpRequest",
                ("url", ClosedPort()),
                ("failedToConnect", Chart.Activity("inside", "Test.Work"))
            )
        );

        Assert.Equal(
            (WorkflowSubStatus.Finished, WorkflowSubStatus.Faulted, WorkflowSubStatus.Finished),
            (taken.SubStatus, fault.SubStatus, embedded.SubStatus)
        );
        Assert.Equal(["mend", "inside"], engine.Ran);
    }

    [Fact]
    public async Task An_answer_that_takes_too_long_goes_the_way_of_the_timeout()
    {
        await using var site = await WebSite.StartAsync(context =>
            Task.Delay(Timeout.Infinite, context.RequestAborted)
        );
        await using var engine = new Engine(configure: b =>
            b.Services.AddSingleton(new HttpActivityOptions { Timeout = TimeSpan.FromMilliseconds(50) })
        );
        await engine.RunAsync(
            new Chart()
                .Add("h", "Elsa.FlowSendHttpRequest", ("url", site.Address))
                .Work("late")
                .Arrow("h", "late", "Timeout")
        );

        Assert.Equal(["late"], engine.Ran);
    }

    [Fact]
    public async Task An_answer_that_is_too_long_is_a_fault()
    {
        await using var site = await WebSite.StartAsync(context => context.Response.WriteAsync(new string('x', 5_000)));
        await using var engine = new Engine(configure: b =>
            b.Services.AddSingleton(new HttpActivityOptions { MaxResponseBytes = 1_000 })
        );
        var result = await engine.RunAsync(
            new Chart()
                .Add("h", "Elsa.FlowSendHttpRequest", ("url", site.Address))
                .Work("w")
                .Arrow("h", "w", "Failed to connect")
        );

        Assert.Equal(WorkflowSubStatus.Faulted, result.SubStatus);
    }

    [Fact]
    public async Task A_busy_server_is_asked_again_when_the_activity_says_so()
    {
        var calls = 0;
        await using var site = await WebSite.StartAsync(context =>
        {
            context.Response.StatusCode = ++calls < 3 ? 503 : 200;
            return Task.CompletedTask;
        });
        await using var engine = new Engine();
        await engine.RunAsync(
            new Chart()
                .Add("h", "Elsa.FlowSendHttpRequest", ("url", site.Address), ("customProperties", Chart.Resilience(3)))
                .Work("ok")
                .Arrow("h", "ok", "200")
        );

        Assert.Equal((3, "ok"), (calls, Assert.Single(engine.Ran)));
        Assert.Equal(2, engine.Journal.Activities.Single(a => a.ActivityId == "h").FailedAttempts.Count);
    }

    [Fact]
    public async Task After_the_last_try_the_workflow_still_has_its_way_out()
    {
        await using var engine = new Engine();
        await engine.RunAsync(
            new Chart()
                .Add("h", "Elsa.FlowSendHttpRequest", ("url", ClosedPort()), ("customProperties", Chart.Resilience(2)))
                .Work("mend")
                .Arrow("h", "mend", "Failed to connect")
        );

        Assert.Equal(["mend"], engine.Ran);
        Assert.Equal(2, engine.Journal.Activities.Single(a => a.ActivityId == "h").FailedAttempts.Count);
    }
}
