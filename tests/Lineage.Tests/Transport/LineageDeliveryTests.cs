using System.Text.Json.Nodes;
using Penstock.Core.Errors;
using Penstock.Core.Processes;
using Penstock.Lineage.Transport;
using Penstock.Testing;

namespace Penstock.Lineage.Tests.Transport;

public class LineageDeliveryTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Waiting_events_arrive_whole_and_in_order_with_the_bearer_token_and_only_once()
    {
        await using var world = await OutboxWorld.CreateAsync(postgres, steps: 3);
        await using var server = await LineageServer.StartAsync();
        using var delivery = world.To(server.Url, apiKey: "s3cret");

        Assert.Equal(new DeliveryReport(6, 0, 0, null), await delivery.DeliverAsync());
        Assert.Equal(new DeliveryReport(0, 0, 0, null), await delivery.DeliverAsync());

        Assert.Equal((await world.RowsAsync()).Select(r => r.Name), server.Accepted.Select(Name));
        Assert.All(await world.RowsAsync(), r => Assert.True(r.Delivered));
        Assert.All(server.Authorizations, a => Assert.Equal("Bearer s3cret", a));
        Assert.All(server.Accepted, e => Assert.NotNull(e["run"]!["facets"]!["parent"]));
    }

    [Fact]
    public async Task A_server_that_is_out_of_order_for_a_moment_is_tried_again()
    {
        await using var world = await OutboxWorld.CreateAsync(postgres, steps: 1);
        var asked = 0;
        await using var server = await LineageServer.StartAsync(_ =>
            Interlocked.Increment(ref asked) switch
            {
                1 => 503,
                2 => 500,
                _ => 201,
            }
        );
        using var delivery = world.To(server.Url);

        Assert.Equal(new DeliveryReport(2, 0, 0, null), await delivery.DeliverAsync());
        Assert.Equal(4, server.Requests);
    }

    [Fact]
    public async Task A_refused_event_is_recorded_and_lets_the_others_pass_until_its_time_comes()
    {
        await using var world = await OutboxWorld.CreateAsync(postgres, steps: 3);
        var isMended = false;
        await using var server = await LineageServer.StartAsync(e =>
            !isMended && Name(e) == "standalone.Step1 START" ? 422 : 201
        );
        var time = new LaterTime();
        using var delivery = world.To(server.Url, "s3cret", time);

        var report = await delivery.DeliverAsync();
        Assert.Equal((5, 1, 1L), (report.Delivered, report.Refused, report.Waiting));
        var refused = Assert.Single(await world.RowsAsync(), r => !r.Delivered);
        Assert.Equal(("standalone.Step1 START", 1), (refused.Name, refused.Attempts));
        Assert.StartsWith("422", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", refused.Error, StringComparison.Ordinal);

        isMended = true;
        Assert.Equal(0, (await delivery.DeliverAsync()).Delivered);
        time.Ahead = TimeSpan.FromMinutes(2);
        Assert.Equal(new DeliveryReport(1, 0, 0, null), await delivery.DeliverAsync());
    }

    [Fact]
    public async Task An_event_the_server_fails_over_each_time_does_not_stop_the_others()
    {
        await using var world = await OutboxWorld.CreateAsync(postgres, steps: 2);
        await using var server = await LineageServer.StartAsync(e => Name(e) == "standalone.Step0 START" ? 500 : 201);
        using var delivery = world.To(server.Url);

        var report = await delivery.DeliverAsync();
        Assert.Equal((3, 1, 1L), (report.Delivered, report.Refused, report.Waiting));
    }

    [Fact]
    public async Task A_wrong_token_ends_the_delivery_and_is_held_against_no_event()
    {
        await using var world = await OutboxWorld.CreateAsync(postgres, steps: 2);
        await using var server = await LineageServer.StartAsync(_ => 401);
        using var delivery = world.To(server.Url, "wrong");

        var report = await delivery.DeliverAsync();
        Assert.Equal((0, 0, 4L), (report.Delivered, report.Refused, report.Waiting));
        Assert.StartsWith("401", report.Error, StringComparison.Ordinal);
        Assert.Equal(1, server.Requests);
        Assert.All(await world.RowsAsync(), r => Assert.Equal(0, r.Attempts));
    }

    [Fact]
    public async Task Events_wait_for_a_server_that_is_not_there()
    {
        await using var world = await OutboxWorld.CreateAsync(postgres, steps: 1);
        using (var nobody = world.To($"http://127.0.0.1:{FreePort.Next()}/api/v1/lineage"))
        {
            var report = await nobody.DeliverAsync();
            Assert.Equal((0, 2L), (report.Delivered, report.Waiting));
            Assert.NotNull(report.Error);
        }

        await using var server = await LineageServer.StartAsync();
        using var delivery = world.To(server.Url);
        Assert.Equal(new DeliveryReport(2, 0, 0, null), await delivery.DeliverAsync());
    }

    [Fact]
    public async Task Several_deliveries_at_once_post_each_event_once_and_no_COMPLETE_before_its_START()
    {
        await using var world = await OutboxWorld.CreateAsync(postgres, steps: 50);
        await using var server = await LineageServer.StartAsync();
        var deliveries = Enumerable.Range(0, 4).Select(_ => world.To(server.Url)).ToList();

        var reports = await Task.WhenAll(deliveries.Select(d => Task.Run(() => d.DeliverAsync())));
        deliveries.ForEach(d => d.Dispose());

        Assert.Equal(100, reports.Sum(r => r.Delivered));
        Assert.Equal(100, server.Accepted.Count);
        Assert.All(
            server.Accepted.GroupBy(e => (string)e["run"]!["runId"]!),
            run => Assert.Equal(["START", "COMPLETE"], run.Select(e => (string)e["eventType"]!))
        );
    }

    [Theory]
    [InlineData("marquez:5000")]
    [InlineData("ftp://marquez/")]
    [InlineData("http://user:s3cret@marquez/")]
    public void An_address_that_cannot_be_is_refused_without_repeating_it(string url)
    {
        var error = Assert.Throws<UsageException>(() => new LineageTransportOptions(url));
        Assert.Contains("lineage.url", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.Message, StringComparison.Ordinal);
    }

    private static string Name(JsonNode e) => $"{(string)e["job"]!["name"]!} {(string)e["eventType"]!}";
}
