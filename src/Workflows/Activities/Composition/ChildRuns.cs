using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.Workflows.Definitions.Store;
using Penstock.Workflows.Hosting;
using Penstock.Workflows.Journal;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Activities.Composition;

/// <summary>
/// Starts runs for activities and tells those that wait. A child that ends leaves a message for its parent's bookmark; one that
/// ends
/// before the parent has committed the bookmark cannot, so each parent is looked at once more when it is suspended, and all of
/// them
/// now and then for the sake of those whose process was gone between the two.
/// </summary>
internal sealed class ChildRuns(
    IServiceProvider services,
    IWorkflowJournal journal,
    RunQueue queue,
    ILogger<ChildRuns> log
) : IWorkflowObserver
{
    /// <summary>How many runs may have started each other in a row.</summary>
    public const int LongestChain = 100;

    private readonly ConcurrentDictionary<Guid, ConcurrentBag<(Guid Bookmark, Guid Child)>> _expected = [];

    /// <summary>The version that runs: the chosen one, else the published one.</summary>
    /// <exception cref="UsageException">There is no such definition, or none of it is published.</exception>
    public async Task<StoredDefinition> FindAsync(
        string? definitionId,
        string? versionId,
        CancellationToken cancellationToken
    )
    {
        var lookup = services.GetRequiredService<IDefinitionLookup>();
        var stored = versionId is { Length: > 0 } ? await lookup.FindVersionAsync(versionId, cancellationToken) : null;
        if (stored is null && definitionId is { Length: > 0 })
            stored = await lookup.FindAsync(definitionId, VersionOptions.Published, cancellationToken);
        return stored
            ?? throw new UsageException(
                "There is no published workflow of this id",
                definitionId ?? "(none given)",
                "publish it, or choose another one in the activity"
            );
    }

    /// <exception cref="PenstockException">The run is the last of a chain that is too long.</exception>
    public async Task EnsureChainAsync(ActivityExecutionContext context)
    {
        var length = 0;
        for (
            var id = context.WorkflowExecutionContext.ParentRunId;
            id is not null;
            id = (await journal.FindAsync(id.Value, context.CancellationToken))?.ParentRunId
        )
        {
            if (++length >= LongestChain)
                throw new PenstockException(
                    "Runs have started each other too many times in a row; it looks like a workflow that starts itself without end",
                    $"{LongestChain} runs, now at {context.Node}",
                    "Nothing more was started",
                    "give the workflow a condition that ends the chain"
                );
        }
    }

    /// <summary>The run, when it is there already.</summary>
    public Task<RunRecord?> FindAsync(Guid runId, CancellationToken cancellationToken) =>
        journal.FindAsync(runId, cancellationToken);

    /// <summary>Runs a child here and waits until it ends or is suspended; null when it is there already.</summary>
    public async Task<RunResult?> StartAsync(ActivityExecutionContext context, ChildOrder order, Guid? bookmark)
    {
        if (await journal.FindAsync(order.Id, context.CancellationToken) is not null)
            return null;
        var handle = await services
            .GetRequiredService<WorkflowRuntime>()
            .StartAsync(order.Definition, Options(context, order, bookmark), context.CancellationToken);
        return await handle.Burst.WaitAsync(context.CancellationToken);
    }

    /// <summary>Queues children that are there afterwards, each once.</summary>
    public Task EnqueueAsync(ActivityExecutionContext context, IReadOnlyList<ChildOrder> orders, Guid? bookmark) =>
        orders.Count == 0
            ? Task.CompletedTask
            : queue.EnqueueAsync(
                orders[0].Definition,
                [.. orders.Select(o => Options(context, o, bookmark))],
                context.CancellationToken
            );

    /// <summary>Looks after a child that may end before its parent's bookmark is in the journal.</summary>
    public void Expect(ActivityExecutionContext context, Guid bookmark, Guid child) =>
        _expected.GetOrAdd(context.WorkflowExecutionContext.RunId, _ => []).Add((bookmark, child));

    public void RunSuspended(RunRecord run)
    {
        if (_expected.TryRemove(run.Id, out var children))
            _ = Task.Run(() => CheckAsync(run.Id, children));
    }

    public void RunEnded(RunRecord run) => _expected.TryRemove(run.Id, out _);

    /// <summary>The outcomes of a run's root; empty when they are not known.</summary>
    public async Task<IReadOnlyList<string>> OutcomesAsync(Guid runId, CancellationToken cancellationToken)
    {
        if (journal is MemoryJournal memory)
            return memory.Activities.FirstOrDefault(a => a.RunId == runId && a.ParentId is null)?.Outcomes ?? [];
        if (services.GetService<MetadataStore>() is not { } store)
            return [];
        await using var command = store.DataSource.CreateCommand(
            "SELECT outcomes FROM workflow.activity_execution WHERE run_id = $1 AND parent_id IS NULL ORDER BY sequence DESC LIMIT 1"
        );
        command.Parameters.Uuid(runId);
        return await command.ExecuteScalarAsync(cancellationToken) as string[] ?? [];
    }

    private async Task CheckAsync(Guid parent, IEnumerable<(Guid Bookmark, Guid Child)> children)
    {
        try
        {
            foreach (var (bookmark, child) in children)
            {
                if (await journal.FindAsync(child) is { Status: WorkflowStatus.Finished } ended)
                    await services
                        .GetRequiredService<WorkflowRuntime>()
                        .ResumeAsync(parent, bookmark, ChildEnd.Of(ended).ToMessage());
            }
        }
        catch (Exception e)
        {
            log.LogWarning(e, "The children of run {RunId} could not be looked at; the next sweep does", parent);
        }
    }

    private static RunOptions Options(ActivityExecutionContext context, ChildOrder order, Guid? bookmark) =>
        new()
        {
            RunId = order.Id,
            Input = order.Input,
            CorrelationId = order.CorrelationId,
            ParentRunId = context.WorkflowExecutionContext.RunId,
            ParentBookmarkId = bookmark,
            TriggeredBy = $"run {context.WorkflowExecutionContext.Id}, {context.Activity.Name ?? context.Activity.Id}",
        };
}
