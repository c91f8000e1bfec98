using Microsoft.Extensions.DependencyInjection;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Journal;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Conformance;

/// <summary>
/// Each case is a definition in Elsa's JSON and, beside it, what its run is expected to do: the events of the journal in order, how the
/// run stands at the end, and the lines it wrote. The root activity is left out. Another engine that runs Elsa 3 definitions can be held
/// against the same files.
/// </summary>
public sealed class CaseTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Cases");

    /// <summary>The names of all cases.</summary>
    public static TheoryData<string> Names =>
        [
            .. Directory
                .EnumerateFiles(Folder, "*.json")
                .Select(f => Path.GetFileNameWithoutExtension(f))
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_definition_runs_as_its_file_says(string name)
    {
        var definition = await DefinitionReader.ReadFileAsync(
            Path.Combine(Folder, $"{name}.json"),
            TestContext.Current.CancellationToken
        );
        var expected = await File.ReadAllTextAsync(
            Path.Combine(Folder, $"{name}.expected"),
            TestContext.Current.CancellationToken
        );

        Assert.Equal(expected.Trim(), await RunAsync(definition));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_definition_that_is_read_and_written_is_the_same(string name)
    {
        var path = Path.Combine(Folder, $"{name}.json");
        var written = DefinitionWriter.Write(
            await DefinitionReader.ReadFileAsync(path, TestContext.Current.CancellationToken)
        );
        var before = System.Text.Json.Nodes.JsonNode.Parse(
            await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)
        );

        Assert.Equal(NormalizedJson.Of(before), NormalizedJson.Of(System.Text.Json.Nodes.JsonNode.Parse(written)));
    }

    private static async Task<string> RunAsync(WorkflowDefinition definition)
    {
        using var console = new StringWriter();
        var services = new ServiceCollection();
        services.AddSingleton<TextWriter>(console);
        services.AddWorkflows();
        await using var provider = services.BuildServiceProvider();
        var runtime = provider.GetRequiredService<WorkflowRuntime>();
        var journal = (MemoryJournal)provider.GetRequiredService<IWorkflowJournal>();

        var handle = await runtime.StartAsync(definition);
        var result = await handle.Burst;
        var bookmarks = await journal.FindBookmarksAsync(new BookmarkFilter { RunId = handle.RunId });
        return string.Join('\n', Report.Of(definition, result, journal.Activities, bookmarks, console.ToString()));
    }
}
