using Microsoft.Extensions.DependencyInjection;
using Penstock.Core.Metadata;
using Penstock.Testing;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Definitions.Store;
using Penstock.Workflows.Journal;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Tests.Composition;

/// <summary>A runtime with definitions to find: all in memory, or on a database of its own.</summary>
public sealed class RuntimeHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly ObserverOfEnds _ends = new();

    public RuntimeHost(
        MetadataStore? metadata = null,
        Action<IServiceCollection>? configure = null,
        MemoryDefinitions? definitions = null
    )
    {
        var services = new ServiceCollection();
        services.AddSingleton(Gate);
        services.AddSingleton<IWorkflowObserver>(_ends);
        if (metadata is not null)
            services.AddSingleton(_ => metadata);
        Definitions = definitions ?? new MemoryDefinitions();
        services.AddSingleton<IDefinitionLookup>(_ =>
            metadata is null || definitions is not null
                ? Definitions
                : _services!.GetRequiredService<IDefinitionStore>()
        );
        configure?.Invoke(services);
        services.AddWorkflows(builder => builder.AddActivitiesFrom(typeof(Engine).Assembly));
        _services = services.BuildServiceProvider();
    }

    public Gate Gate { get; } = new();

    public MemoryDefinitions Definitions { get; }

    public WorkflowRuntime Runtime => Get<WorkflowRuntime>();

    public MemoryJournal Memory => (MemoryJournal)Get<IWorkflowJournal>();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public static Task<MetadataStore> DatabaseAsync(PostgresFixture postgres) => postgres.CreateStoreAsync();

    /// <summary>Starts a run and waits until it has ended, whatever it waits for meanwhile.</summary>
    public async Task<RunRecord> RunAsync(WorkflowDefinition definition, RunOptions? options = null)
    {
        var handle = await Runtime.StartAsync(definition, options);
        return await EndOfAsync(handle.RunId);
    }

    public Task<RunRecord> EndOfAsync(Guid run) => _ends.Of(run);

    public async ValueTask DisposeAsync() => await _services.DisposeAsync();

    private sealed class ObserverOfEnds : IWorkflowObserver
    {
        private readonly System.Collections.Concurrent.ConcurrentDictionary<
            Guid,
            TaskCompletionSource<RunRecord>
        > _ends = [];

        public Task<RunRecord> Of(Guid run) => Source(run).Task.WaitAsync(TimeSpan.FromSeconds(60));

        public void RunEnded(RunRecord run) => Source(run.Id).TrySetResult(run);

        private TaskCompletionSource<RunRecord> Source(Guid run) =>
            _ends.GetOrAdd(run, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
    }
}
