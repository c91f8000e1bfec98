using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Core.Metadata;
using Penstock.Testing;
using Penstock.Workflows.Definitions.Store;
using Penstock.Workflows.Runtime;
using Penstock.Workflows.Scheduling;
using Penstock.Workflows.Tests.Composition;
using Penstock.Workflows.Triggers;

namespace Penstock.Workflows.Tests.Scheduling;

public sealed class ScheduleTests(PostgresFixture postgres)
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private static JsonObject Scheduled(string id, string type, string input, string value) =>
        new Chart()
            .Add("t", type, (input, value), ("customProperties", new JsonObject { ["canStartWorkflow"] = true }))
            .Work($"{id}-work")
            .Arrow("t", $"{id}-work")
            .Build(id)
            .ToJson();

    private static StoredTrigger Trigger(string name, string member, string value) =>
        new(Guid.NewGuid(), "d", "d-v1", "t", name, "", new JsonObject { [member] = value });

    private static async Task<long> JobsAsync(MetadataStore metadata)
    {
        await using var command = metadata.DataSource.CreateCommand("SELECT count(*) FROM quartz.job_details");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    [Fact]
    public async Task What_waits_for_a_time_is_resumed_when_it_has_come_and_not_before()
    {
        var time = new ManualTime { Now = Noon };
        await using var host = new RuntimeHost(
            await RuntimeHost.DatabaseAsync(postgres),
            s => s.AddSingleton<TimeProvider>(time),
            new()
        );
        var handle = await host.Runtime.StartAsync(
            new Chart().Add("d", "Elsa.Delay", ("timeSpan", "00:10:00")).Work("after").Arrow("d", "after").Build()
        );
        await handle.Burst;
        time.Now = Noon.AddMinutes(9);
        Assert.Equal(0, await host.Get<DueBookmarks>().ResumeAsync());

        time.Now = Noon.AddMinutes(10);
        Assert.Equal(1, await host.Get<DueBookmarks>().ResumeAsync());
        Assert.Equal(WorkflowSubStatus.Finished, (await host.EndOfAsync(handle.RunId)).SubStatus);
        Assert.Equal(0, await host.Get<DueBookmarks>().ResumeAsync());
    }

    [Theory]
    [InlineData(TriggerNames.Timer, "interval", "00:05:00", "2026-11-21T12:05:00Z")]
    [InlineData(TriggerNames.Cron, "cronExpression", "0 0 2 * * ?", "2026-11-22T02:00:00Z")]
    [InlineData(TriggerNames.StartAt, "dateTime", "2026-12-24T17:00:00Z", "2026-12-24T17:00:00Z")]
    public void A_trigger_is_planned_for_its_first_time(string name, string member, string value, string first)
    {
        var plan = TriggerClock.Plan("x", Trigger(name, member, value), Noon)!;

        Assert.Equal(
            DateTimeOffset.Parse(first, System.Globalization.CultureInfo.InvariantCulture),
            plan.GetFireTimeAfter(Noon)
        );
    }

    [Theory]
    [InlineData(TriggerNames.Cron, "cronExpression", "0 0 0 30 2 *")]
    [InlineData(TriggerNames.StartAt, "dateTime", "2020-01-01T00:00:00Z")]
    public void A_trigger_whose_time_is_past_is_not_planned(string name, string member, string value) =>
        Assert.Null(TriggerClock.Plan("x", Trigger(name, member, value), Noon));

    [Fact]
    public async Task The_schedule_in_the_database_follows_what_is_published()
    {
        var metadata = await RuntimeHost.DatabaseAsync(postgres);
        await using var host = new RuntimeHost(metadata);
        await host.Get<TriggerClock>().StartAsync(default);
        var store = host.Get<IDefinitionStore>();
        await store.SaveAsync(
            new(Scheduled("nightly", "Elsa.Cron", "cronExpression", "0 0 2 * * ?")) { Publish = true }
        );
        await store.SaveAsync(new(Scheduled("often", "Elsa.Timer", "interval", "01:00:00")) { Publish = true });
        Assert.Equal(2, await JobsAsync(metadata));

        await store.RetractAsync("often");
        Assert.Equal(1, await JobsAsync(metadata));
        await store.DeleteAsync(["nightly"]);
        Assert.Equal(0, await JobsAsync(metadata));
    }

    [Fact]
    public async Task A_moment_that_comes_starts_the_workflow_once_though_two_servers_share_the_schedule()
    {
        var metadata = await RuntimeHost.DatabaseAsync(postgres);
        await using var one = new RuntimeHost(metadata);
        await using var two = new RuntimeHost(metadata);
        await one.Get<TriggerClock>().StartAsync(default);
        await two.Get<TriggerClock>().StartAsync(default);
        var moment = DateTimeOffset.UtcNow.AddSeconds(1.5);
        await one.Get<IDefinitionStore>()
            .SaveAsync(new(Scheduled("once", "Elsa.StartAt", "dateTime", moment.ToString("O"))) { Publish = true });
        while (one.Gate.Log.Count + two.Gate.Log.Count == 0)
        {
            Assert.True(DateTimeOffset.UtcNow < moment.AddSeconds(30), "it did not fire");
            await Task.Yield();
        }

        await using var command = metadata.DataSource.CreateCommand(
            "SELECT count(*) FROM workflow.run WHERE definition_id = 'once'"
        );
        Assert.Equal(1L, await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task The_same_planned_time_starts_one_run_however_often_it_fires()
    {
        await using var host = new RuntimeHost(await RuntimeHost.DatabaseAsync(postgres));
        await host.Get<IDefinitionStore>()
            .SaveAsync(new(Scheduled("nightly", "Elsa.Cron", "cronExpression", "0 0 2 * * ?")) { Publish = true });
        var trigger = Assert.Single(await host.Get<TriggerStore>().ListAsync(TriggerNames.Clock));
        await host.Get<TriggerClock>().FireAsync(trigger.Id, "1", default);
        await host.Get<TriggerClock>().FireAsync(trigger.Id, "1", default);
        await host.Get<TriggerClock>().FireAsync(trigger.Id, "2", default);
        while (host.Gate.Log.Count < 2)
            await Task.Yield();

        Assert.Equal(2, (await new Journal.RunQueries(host.Get<MetadataStore>()).ListAsync("nightly", 10)).Count);
    }

    [Fact]
    public async Task Each_firing_of_a_cron_expression_plans_the_next()
    {
        var metadata = await RuntimeHost.DatabaseAsync(postgres);
        await using var host = new RuntimeHost(metadata);
        await host.Get<TriggerClock>().StartAsync(default);
        await host.Get<IDefinitionStore>()
            .SaveAsync(new(Scheduled("often", "Elsa.Cron", "cronExpression", "* * * * * *")) { Publish = true });
        var end = DateTimeOffset.UtcNow.AddSeconds(60);
        while (host.Gate.Log.Count < 3)
        {
            Assert.True(DateTimeOffset.UtcNow < end, "it did not fire three times");
            await Task.Yield();
        }

        Assert.Equal(1, await JobsAsync(metadata));
    }

    [Theory]
    [InlineData("Elsa.Cron", "cronExpression", "every night")]
    [InlineData("Elsa.Timer", "interval", "00:00:00")]
    [InlineData("Elsa.Event", "eventName", " ")]
    public async Task A_trigger_that_could_never_fire_is_not_published(string type, string input, string value)
    {
        await using var host = new RuntimeHost(await RuntimeHost.DatabaseAsync(postgres));
        var refused = await Assert.ThrowsAsync<DefinitionRefusedException>(() =>
            host.Get<IDefinitionStore>().SaveAsync(new(Scheduled("bad", type, input, value)) { Publish = true })
        );

        Assert.Equal("t", Assert.Single(refused.Problems).Activity!.Id);
        Assert.Empty(await host.Get<TriggerStore>().ListAsync([type]));
    }
}
