using Microsoft.Extensions.DependencyInjection;
using Penstock.Core.Errors;
using Penstock.Testing;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Journal;
using Penstock.Workflows.Runtime;

namespace Penstock.Pipelines.Tests;

public sealed class WorkflowFilesTests(PostgresFixture postgres) : IAsyncLifetime
{
    private TestPlatform _test = null!;
    private ServiceProvider _services = null!;

    public async ValueTask InitializeAsync()
    {
        _test = await TestPlatform.OpenAsync(postgres, _ => $"workflows: {Path.Combine(Repository.Root, "workflows")}");
        _services = PipelineServices.Build(_test.Platform);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _test.DisposeAsync();
    }

    [Fact]
    public async Task Every_workflow_of_the_repository_is_a_valid_definition()
    {
        var names = Directory.EnumerateDirectories(_test.Platform.WorkflowsFolder).Select(Path.GetFileName).ToList();

        Assert.NotEmpty(names);
        foreach (var name in names)
            _services.GetRequiredService<DefinitionValidator>().EnsureValid(await _test.Platform.ReadAsync(name!));
    }

    [Fact]
    public async Task A_workflow_that_is_not_there_is_named()
    {
        var error = await Assert.ThrowsAsync<UsageException>(() => _test.Platform.ReadAsync("no-such-workflow"));

        Assert.Contains("no-such-workflow", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failing_step_leaves_through_Failed_when_an_arrow_is_drawn_from_it()
    {
        var result = await RunAsync(withArrow: true);

        Assert.Equal(WorkflowSubStatus.Finished, result.SubStatus);
        Assert.Contains("nowhere", Assert.Single(result.Incidents).Message, StringComparison.Ordinal);
        var run = await new RunQueries(_test.Platform.Metadata).GetAsync(result.RunId.ToString());
        Assert.Equal(["Failed"], run.Activities.Single(a => a.ActivityId == "copy").Outcomes);
        Assert.Contains(run.Activities, a => a.ActivityId == "say");
    }

    [Fact]
    public async Task A_failing_step_faults_the_run_when_nobody_thought_of_it()
    {
        var result = await RunAsync(withArrow: false);

        Assert.Equal(WorkflowSubStatus.Faulted, result.SubStatus);
        Assert.IsType<UsageException>(Assert.Single(result.Exceptions));
    }

    private Task<RunResult> RunAsync(bool withArrow)
    {
        var arrow = """{"source":{"activity":"copy","port":"Failed"},"target":{"activity":"say","port":"In"}}""";
        var definition = DefinitionReader.Parse(
            $$$"""
            {"id":"v1","definitionId":"failing","name":"Failing","version":1,"variables":[],"inputs":[],"outputs":[],"outcomes":[],
             "customProperties":{},"isLatest":true,"isPublished":true,"options":{},
             "root":{"id":"flow","type":"Elsa.Flowchart","version":1,"start":"copy","activities":[
               {"id":"copy","type":"Penstock.FilesToLanding","version":1,
                "connection":{"typeName":"String","expression":{"type":"Literal","value":"nowhere"}},
                "feed":{"typeName":"String","expression":{"type":"Literal","value":"files"}} },
               {"id":"say","type":"Elsa.WriteLine","version":1,"text":{"typeName":"String","expression":{"type":"Literal","value":"failed"}} }],
              "connections":[{{{(withArrow ? arrow : "")}}}]}}
            """
        );
        return _services.GetRequiredService<WorkflowRunner>().RunAsync(definition);
    }
}
