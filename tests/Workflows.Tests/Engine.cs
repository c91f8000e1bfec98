using Microsoft.Extensions.DependencyInjection;
using Penstock.Core.Metadata;
using Penstock.Workflows.Activities.Descriptors;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Journal;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Tests;

/// <summary>The engine with the test's activities, on a memory journal or on PostgreSQL.</summary>
public sealed class Engine : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public Engine(MetadataStore? store = null, Action<WorkflowBuilder>? configure = null, TimeProvider? time = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton(Gate);
        services.AddSingleton<TextWriter>(Console);
        if (time is not null)
            services.AddSingleton(time);
        // Not as a type, or the container would dispose what the test owns.
        if (store is not null)
            services.AddSingleton<IWorkflowJournal>(new PostgresJournal(store, time ?? TimeProvider.System));
        services.AddWorkflows(builder =>
        {
            builder.AddActivitiesFrom(typeof(Engine).Assembly);
            configure?.Invoke(builder);
        });
        _services = services.BuildServiceProvider();
    }

    public Gate Gate { get; } = new();

    public SharedText Console { get; } = new();

    public WorkflowRunner Runner => _services.GetRequiredService<WorkflowRunner>();

    public WorkflowRuntime Runtime => _services.GetRequiredService<WorkflowRuntime>();

    public ActivityRegistry Registry => _services.GetRequiredService<ActivityRegistry>();

    public Expressions.ExpressionRegistry Expressions => _services.GetRequiredService<Expressions.ExpressionRegistry>();

    public MemoryJournal Journal => (MemoryJournal)_services.GetRequiredService<IWorkflowJournal>();

    public Task<RunResult> RunAsync(
        WorkflowDefinition definition,
        RunOptions? options = null,
        CancellationToken cancellationToken = default
    ) => Runner.RunAsync(definition, options, cancellationToken);

    public Task<RunResult> RunAsync(Chart chart, RunOptions? options = null) => RunAsync(chart.Build(), options);

    /// <summary>Starts a run in the background and waits until it ends or is suspended.</summary>
    public async Task<RunResult> StartAsync(Chart chart, RunOptions? options = null) =>
        await (await Runtime.StartAsync(chart.Build(), options)).Burst;

    /// <summary>Resumes what waits for a word and waits until the run ends or is suspended again.</summary>
    public async Task<RunResult?> SayAsync(string word, object? value = null)
    {
        var handles = await Runtime.ResumeAsync(
            new BookmarkFilter { Name = "Test.WaitFor", Hash = BookmarkHash.Of("Test.WaitFor", new { word }) },
            new Dictionary<string, object?> { ["value"] = value }
        );
        return handles.Count == 0 ? null : (await Task.WhenAll(handles.Select(h => h.Burst)))[^1];
    }

    /// <summary>The names of the work that ran, in order of its start.</summary>
    public IEnumerable<string> Ran => Gate.Log;

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
