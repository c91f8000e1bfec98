using System.Text.Json.Nodes;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.Testing;
using Penstock.Workflows.Journal;
using Penstock.Workflows.Resilience;
using Penstock.Workflows.Runtime;
using Penstock.Workflows.Tests.Http;

namespace Penstock.Workflows.Tests;

/// <summary>How activities are tried again, limited in time and left alone, as <c>customProperties.resilienceStrategy</c> says.</summary>
public sealed class ResilienceTests(PostgresFixture postgres) : IAsyncDisposable
{
    private readonly ManualTime _time = new();
    private Engine? _engine;

    private Engine Engine =>
        _engine ??= new(
            configure: b =>
                b.AddResilienceStrategy(
                    "often",
                    new(5, TimeSpan.Zero, TimeSpan.Zero, Polly.DelayBackoffType.Constant, false, null)
                ),
            time: _time
        );

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
            await _engine.DisposeAsync();
    }

    private static JsonObject Custom(string json) => new() { [ResilienceSettings.Key] = JsonNode.Parse(json) };

    private static Chart Worker(string json) =>
        new Chart().Variable("s", "Strategy", value: "often").Work("a", ("customProperties", Custom(json)));

    private async Task<RunResult> RunAsync(string json, int failures)
    {
        Engine.Gate.Fail("a", failures);
        return await Engine.RunAsync(Worker(json));
    }

    private const string Breaker =
        """{"maxRetryAttempts":0,"circuitBreaker":{"failureRatio":0.5,"minimumThroughput":2,"breakDuration":"00:01:00"}}""";

    [Fact]
    public async Task After_too_many_failures_an_activity_is_left_alone_and_after_a_while_tried_again()
    {
        await RunAsync(Breaker, 2);
        await RunAsync(Breaker, 1);
        var refused = await RunAsync(Breaker, 0);
        Assert.Equal((2, WorkflowSubStatus.Faulted), (Engine.Ran.Count(), refused.SubStatus));
        Assert.Contains("circuit breaker is open", Assert.Single(refused.Incidents).Message, StringComparison.Ordinal);

        _time.Now += TimeSpan.FromSeconds(61);
        Assert.Equal(WorkflowSubStatus.Finished, (await RunAsync(Breaker, 0)).SubStatus);
        Assert.Equal(WorkflowSubStatus.Finished, (await RunAsync(Breaker, 0)).SubStatus);
        Assert.Equal(4, Engine.Ran.Count());
    }

    [Fact]
    public async Task A_breaker_holds_back_its_own_activity_alone()
    {
        await RunAsync(Breaker, 2);
        await RunAsync(Breaker, 1);
        Engine.Gate.Fail("a", 0);

        Assert.Equal(
            WorkflowSubStatus.Finished,
            (await Engine.RunAsync(new Chart().Work("b", ("customProperties", Custom(Breaker))))).SubStatus
        );
        Assert.Equal(WorkflowSubStatus.Finished, (await Engine.RunAsync(Worker(Breaker).Build("another"))).SubStatus);
    }

    [Fact]
    public async Task An_answer_that_leaves_by_an_outcome_counts_as_a_failure_for_the_breaker()
    {
        var calls = 0;
        await using var site = await WebSite.StartAsync(context =>
        {
            calls++;
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        });
        var chart = new Chart()
            .Add("h", "Elsa.FlowSendHttpRequest", ("url", site.Address), ("customProperties", Custom(Breaker)))
            .Work("mend")
            .Arrow("h", "mend", "Unmatched status code");
        foreach (
            var expected in (WorkflowSubStatus[])
                [WorkflowSubStatus.Finished, WorkflowSubStatus.Finished, WorkflowSubStatus.Faulted]
        )
            Assert.Equal(expected, (await Engine.RunAsync(chart)).SubStatus);

        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task A_try_that_takes_too_long_is_given_up_and_the_next_is_made()
    {
        var result = await Engine.RunAsync(
            new Chart().Work(
                "a",
                ("wait", true),
                ("customProperties", Custom("""{"maxRetryAttempts":1,"delay":"00:00:00","timeout":"00:00:00.05"}"""))
            )
        );

        Assert.Equal(["a", "a"], Engine.Ran);
        Assert.Contains(
            "longer than its time limit",
            Assert.Single(result.Incidents).Message,
            StringComparison.Ordinal
        );
        Assert.Single(Engine.Journal.Activities.Single(x => x.ActivityId == "a").FailedAttempts);
    }

    [Theory]
    [InlineData("""{"mode":"Identifier","strategyId":"often","expression":null}""", 6)]
    [InlineData("""{"mode":"Expression","strategyId":"often","expression":null}""", 6)]
    [InlineData("""{"mode":"Expression","expression":{"type":"JavaScript","value":"getVariable('Strategy')"}}""", 6)]
    [InlineData(
        """{"mode":"Expression","expression":{"type":"JavaScript","value":"({ maxRetryAttempts: 2, delay: '00:00:00' })"}}""",
        3
    )]
    [InlineData("""{"mode":"Identifier","strategyId":null,"expression":null}""", 1)]
    [InlineData("""{"mode":"Identifier","strategyId":"of another server"}""", 1)]
    [InlineData("{}", 1)]
    public async Task Strategies_are_chosen_as_Studio_writes_it_down(string json, int tries)
    {
        await RunAsync(json, 100);

        Assert.Equal(tries, Engine.Ran.Count());
    }

    [Fact]
    public async Task A_strategy_that_is_not_known_here_is_named_in_the_journal()
    {
        await RunAsync("""{"mode":"Identifier","strategyId":"of another server"}""", 0);

        Assert.Contains(
            "of another server",
            Engine.Journal.Activities.Single(a => a.ActivityId == "a").JournalData["ResilienceStrategy"]!.ToString(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("""{"maxRetryAttempts":101}""")]
    [InlineData("""{"timeout":"00:00:00"}""")]
    [InlineData("""{"circuitBreaker":{"failureRatio":0}}""")]
    [InlineData("""{"circuitBreaker":{"minimumThroughput":1}}""")]
    [InlineData("""{"circuitBreaker":{"breakDuration":"00:00:00.1"}}""")]
    [InlineData("""{"delay":"soon"}""")]
    public async Task Settings_out_of_range_are_a_fault_that_says_so(string json)
    {
        var result = await RunAsync(json, 0);

        Assert.IsType<UsageException>(Assert.Single(result.Exceptions));
        Assert.Empty(Engine.Ran);
    }

    [Fact]
    public void Waits_grow_exponentially_with_jitter_when_nothing_else_is_said()
    {
        var settings = ResilienceSettings.Read([]);

        Assert.Equal(
            (3, TimeSpan.FromSeconds(1), Polly.DelayBackoffType.Exponential, true),
            (settings.MaxRetryAttempts, settings.Delay, settings.BackoffType, settings.UseJitter)
        );
        Assert.Equal(
            ["retry", "retry-and-break", "retry-patiently"],
            new ResilienceCatalogue([]).All.Select(s => s.Id)
        );
    }

    [Fact]
    public async Task The_tries_of_an_activity_that_waits_are_still_known_when_it_goes_on_in_another_process()
    {
        await using var store = await postgres.CreateStoreAsync();
        await using var site = await WebSite.StartAsync(context =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        });
        var send = Chart.Activity(
            "h",
            "Elsa.SendHttpRequest",
            ("url", site.Address),
            ("customProperties", Chart.Resilience(2)),
            ("unmatchedStatusCode", Chart.Activity("w", "Test.WaitFor", ("word", "go")))
        );
        var chart = new Chart().Add(
            "h",
            "Elsa.SendHttpRequest",
            [
                .. send.Where(m => m.Key is not ("id" or "name" or "type" or "version"))
                    .Select(m => (m.Key, (object?)m.Value!.DeepClone())),
            ]
        );
        Guid run;
        await using (var first = new Engine(store))
            run = (await first.StartAsync(chart)).RunId;
        await using var second = new Engine(store);
        Assert.Equal(WorkflowSubStatus.Finished, (await second.SayAsync("go"))!.SubStatus);

        Assert.Equal(
            2,
            (await new RunQueries(store).GetAsync(run.ToString()))
                .Activities.Single(a => a.ActivityId == "h")
                .FailedAttempts.Count
        );
    }
}
