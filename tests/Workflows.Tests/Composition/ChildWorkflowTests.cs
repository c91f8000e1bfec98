using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Testing;
using Penstock.Workflows.Activities.Composition;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Hosting;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Tests.Composition;

public sealed class ChildWorkflowTests(PostgresFixture postgres)
{
    private static WorkflowDefinition Child(Action<Chart>? more = null)
    {
        var chart = new Chart()
            .Input("Name", "String")
            .Add(
                "out",
                "Elsa.SetOutput",
                ("outputName", "Greeting"),
                ("outputValue", Chart.Expression("Input", new JsonObject { ["name"] = "Name" }))
            );
        more?.Invoke(chart);
        return chart.Build("child");
    }

    private static Chart Parent(string type, bool waits = true) =>
        new Chart()
            .Variable("v", "Answer", "Object")
            .Add(
                "c",
                type,
                ("workflowDefinitionId", "child"),
                ("waitForCompletion", waits),
                ("input", Chart.Json("""{"Name":{"type":"Literal","value":"Ada"}}""")),
                ("result", Chart.Bind("v"))
            )
            .Work("next")
            .Work("mend")
            .Arrow("c", "next")
            .Arrow("c", "mend", "Faulted");

    [Theory]
    [InlineData("Elsa.ExecuteWorkflow")]
    [InlineData("Elsa.DispatchWorkflow")]
    public async Task The_parent_goes_on_with_what_the_child_gave(string type)
    {
        await using var host = new RuntimeHost();
        host.Definitions.Add(Child());
        var parent = await host.RunAsync(Parent(type).Build());

        Assert.Equal(WorkflowSubStatus.Finished, parent.SubStatus);
        Assert.Equal(["next"], host.Gate.Log);
        Assert.Equal(
            "Ada",
            host.Memory.Activities.Single(a => a.ActivityId == "c").Outputs["Result"]!["Greeting"]!.ToString()
        );
        Assert.Equal(parent.Id, host.Memory.Runs.Single(r => r.DefinitionId == "child").ParentRunId);
    }

    [Theory]
    [InlineData("Elsa.ExecuteWorkflow")]
    [InlineData("Elsa.DispatchWorkflow")]
    public async Task A_child_that_waits_holds_its_parent_until_it_ends(string type)
    {
        await using var host = new RuntimeHost();
        host.Definitions.Add(
            new Chart().Add("w", "Elsa.Event", ("eventName", "go")).Work("inner").Arrow("w", "inner").Build("child")
        );
        var handle = await host.Runtime.StartAsync(Parent(type).Build());
        Assert.Equal(WorkflowSubStatus.Suspended, (await handle.Burst).SubStatus);

        while ((await host.Runtime.ResumeAsync(new BookmarkFilter { Name = "Elsa.Event" })).Count == 0)
            await Task.Yield();
        Assert.Equal(WorkflowSubStatus.Finished, (await host.EndOfAsync(handle.RunId)).SubStatus);
        Assert.Equal(["inner", "next"], host.Gate.Log);
    }

    [Theory]
    [InlineData("Elsa.ExecuteWorkflow")]
    [InlineData("Elsa.DispatchWorkflow")]
    public async Task A_child_that_faults_does_not_fault_its_parent(string type)
    {
        await using var host = new RuntimeHost();
        host.Definitions.Add(new Chart().Add("f", "Elsa.Fault", ("message", "on purpose")).Build("child"));
        var parent = await host.RunAsync(Parent(type).Build());

        Assert.Equal(WorkflowSubStatus.Finished, parent.SubStatus);
        Assert.Equal(["mend"], host.Gate.Log);
        Assert.Equal(0, parent.IncidentCount);
    }

    [Fact]
    public async Task A_child_that_nobody_waits_for_goes_its_own_way()
    {
        await using var host = new RuntimeHost();
        host.Definitions.Add(new Chart().Waiting("slow").Build("child"));
        var parent = await host.RunAsync(Parent("Elsa.DispatchWorkflow", waits: false).Build());
        Assert.Equal(
            (WorkflowSubStatus.Finished, WorkflowStatus.Running),
            (parent.SubStatus, host.Memory.Runs.Single(r => r.DefinitionId == "child").Status)
        );

        await host.Gate.ArrivedAsync("slow");
        host.Gate.Open("slow");
        Assert.Equal(
            WorkflowSubStatus.Finished,
            (await host.EndOfAsync(host.Memory.Runs.Single(r => r.DefinitionId == "child").Id)).SubStatus
        );
    }

    [Fact]
    public async Task A_workflow_that_is_not_there_is_named()
    {
        await using var host = new RuntimeHost();
        var parent = await host.RunAsync(Parent("Elsa.DispatchWorkflow").Build());

        Assert.Equal(WorkflowSubStatus.Faulted, parent.SubStatus);
        Assert.Contains("no published workflow", host.Memory.Incidents.Single().Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Elsa.ExecuteWorkflow")]
    [InlineData("Elsa.DispatchWorkflow")]
    public async Task A_workflow_that_starts_itself_without_end_is_stopped_with_an_incident(string type)
    {
        await using var host = new RuntimeHost();
        var endless = new Chart()
            .Add("again", type, ("workflowDefinitionId", "endless"), ("waitForCompletion", false))
            .Build("endless");
        host.Definitions.Add(endless);
        await host.RunAsync(endless);
        while (!host.Memory.Incidents.Any())
            await Task.Yield();

        Assert.Contains(
            "started each other too many times",
            Assert.Single(host.Memory.Incidents).Message,
            StringComparison.Ordinal
        );
        Assert.Equal(ChildRuns.LongestChain + 1, host.Memory.Runs.Count());
    }

    [Fact]
    public async Task A_full_queue_takes_nothing_more()
    {
        await using var host = new RuntimeHost(configure: s =>
            s.AddSingleton(new RunQueueOptions { MaxLive = 1, MaxWaiting = 2 })
        );
        host.Definitions.Add(Child());
        await host.Runtime.EnqueueAsync(Child(), [new RunOptions(), new RunOptions()]);
        var parent = await host.RunAsync(Parent("Elsa.DispatchWorkflow").Build());

        Assert.Equal(WorkflowSubStatus.Faulted, parent.SubStatus);
        Assert.Contains("Too many runs wait", host.Memory.Incidents.Single().Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_child_is_queued_once_however_often_it_is_asked_for()
    {
        await using var host = new RuntimeHost(await RuntimeHost.DatabaseAsync(postgres), definitions: new());
        var options = new RunOptions { RunId = ChildIds.Of(Guid.NewGuid(), 0) };
        var waiting = new Chart().Waiting("once").Build("child");
        await host.Get<RunQueue>().EnqueueAsync(waiting, [options]);
        await host.Gate.ArrivedAsync("once");
        await host.Get<RunQueue>().EnqueueAsync(waiting, [options]);
        host.Gate.Open("once");

        Assert.Equal(WorkflowSubStatus.Finished, (await host.EndOfAsync(options.RunId!.Value)).SubStatus);
        Assert.Equal(["once"], host.Gate.Log);
    }

    [Fact]
    public async Task A_parent_whose_child_ended_while_its_process_was_gone_is_woken()
    {
        var metadata = await RuntimeHost.DatabaseAsync(postgres);
        await using var host = new RuntimeHost(metadata, definitions: new());
        host.Definitions.Add(new Chart().Add("w", "Elsa.Event", ("eventName", "go")).Build("child"));
        var handle = await host.Runtime.StartAsync(Parent("Elsa.ExecuteWorkflow").Build());
        await handle.Burst;
        // As if the message of the child's end had been lost with its process.
        await using (
            var command = metadata.DataSource.CreateCommand(
                "UPDATE workflow.run SET parent_bookmark_id = NULL WHERE parent_run_id IS NOT NULL"
            )
        )
            await command.ExecuteNonQueryAsync();
        Assert.Equal(0, await host.Get<ChildSweep>().RunAsync(default));
        await using (
            var command = metadata.DataSource.CreateCommand(
                "UPDATE workflow.run SET status = 'Finished', sub_status = 'Finished' WHERE parent_run_id IS NOT NULL"
            )
        )
            await command.ExecuteNonQueryAsync();

        Assert.Equal(1, await host.Get<ChildSweep>().RunAsync(default));
        Assert.Equal(WorkflowSubStatus.Finished, (await host.EndOfAsync(handle.RunId)).SubStatus);
        Assert.Equal(0, await host.Get<ChildSweep>().RunAsync(default));
    }
}
