using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Testing;
using Penstock.Workflows.Definitions.Store;
using Penstock.Workflows.Hosting;
using Penstock.Workflows.Runtime;
using Penstock.Workflows.Tests.Composition;

namespace Penstock.Workflows.Tests.Hosting;

public sealed class QueueTests(PostgresFixture postgres)
{
    [Fact]
    public async Task No_more_runs_go_on_at_once_than_allowed()
    {
        await using var host = new RuntimeHost(configure: s => s.AddSingleton(new RunQueueOptions { MaxLive = 2 }));
        var chart = new Chart().Waiting("w").Build("many");
        var runs = Enumerable.Range(0, 5).Select(_ => new RunOptions { RunId = Guid.CreateVersion7() }).ToList();
        await host.Get<RunQueue>().EnqueueAsync(chart, runs);
        while (host.Gate.Log.Count < 2)
            await Task.Yield();

        Assert.Equal(
            (2, 3),
            (host.Runtime.LiveCount, host.Memory.Runs.Count(r => r.SubStatus == WorkflowSubStatus.Pending))
        );
        host.Gate.Open("w");
        foreach (var run in runs)
            Assert.Equal(WorkflowSubStatus.Finished, (await host.EndOfAsync(run.RunId!.Value)).SubStatus);
    }

    [Fact]
    public async Task A_workflow_with_a_limit_of_its_own_holds_back_its_runs_and_no_others()
    {
        await using var host = new RuntimeHost(await RuntimeHost.DatabaseAsync(postgres));
        var document = new Chart().Waiting("narrow").Build("narrow").ToJson();
        document["customProperties"] = new JsonObject { ["maxConcurrentRuns"] = 1 };
        var narrow = (await host.Get<IDefinitionStore>().SaveAsync(new(document) { Publish = true })).Stored.Definition;
        var (first, second, other) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await host.Get<RunQueue>()
            .EnqueueAsync(narrow, [new RunOptions { RunId = first }, new RunOptions { RunId = second }]);
        await host.Get<RunQueue>()
            .EnqueueAsync(new Chart().Work("wide").Build("wide"), [new RunOptions { RunId = other }]);
        await host.EndOfAsync(other);
        await host.Gate.ArrivedAsync("narrow");

        Assert.Equal(["narrow", "wide"], host.Gate.Log.Order());
        host.Gate.Open("narrow");
        Assert.Equal(WorkflowSubStatus.Finished, (await host.EndOfAsync(second)).SubStatus);
    }
}
