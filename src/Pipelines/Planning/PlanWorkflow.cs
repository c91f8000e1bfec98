using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Core.Errors;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Journal;
using Penstock.Workflows.Runtime;

namespace Penstock.Pipelines.Planning;

/// <summary>
/// Tells what a run of a workflow would read, write and skip. It goes through the definition as a run would, by a journal in
/// memory; each step
/// looks at its source, its inputs and what the steps before it would leave behind, and writes nothing.
/// </summary>
/// <param name="platform">The platform.</param>
public sealed class PlanWorkflow(Platform platform)
{
    /// <summary>The activities that do work, in the order in which a run would begin them.</summary>
    /// <param name="definition">The workflow.</param>
    /// <param name="variables">Values for its inputs and variables.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="UsageException">The definition cannot run, or a variable is unknown or unreadable.</exception>
    /// <exception cref="PenstockException">A step cannot tell: a source is not reachable, a model is malformed, a table would
    /// be missing.</exception>
    public async Task<IReadOnlyList<PlannedActivity>> RunAsync(
        WorkflowDefinition definition,
        IReadOnlyDictionary<string, string> variables,
        CancellationToken cancellationToken = default
    )
    {
        var (sheet, watch) = (new PlanSheet(), new Watch());
        await using var services = new ServiceCollection()
            .AddSingleton(sheet)
            .AddSingleton<IWorkflowJournal>(new MemoryJournal())
            .AddPipelines(platform)
            .BuildServiceProvider();
        var result = await services
            .GetRequiredService<WorkflowRunner>()
            .RunAsync(
                definition,
                new RunOptions
                {
                    Variables = variables.ToDictionary(v => v.Key, v => (object?)v.Value),
                    TriggeredBy = "plan",
                    Observers = [watch],
                    IsRehearsal = true,
                },
                cancellationToken
            );
        cancellationToken.ThrowIfCancellationRequested();
        if (result.SubStatus != WorkflowSubStatus.Finished)
            throw Explain(definition, result);
        return
        [
            .. watch
                .Ended.OrderBy(a => a.Sequence)
                .Select(a => new PlannedActivity(
                    a.ActivityId,
                    a.ActivityName ?? a.ActivityId,
                    a.ActivityType,
                    sheet.Find(a.Id)
                )),
        ];
    }

    private static PenstockException Explain(WorkflowDefinition definition, RunResult result)
    {
        var cause = result.Exceptions is [var first, ..] ? first : null;
        return cause as PenstockException
            ?? new PenstockException(
                "The plan did not come to an end",
                $"{definition.DefinitionId}: {cause?.Message ?? $"{result.SubStatus}"}",
                "Nothing was changed",
                $"penstock run {definition.DefinitionId}",
                cause
            );
    }

    private sealed class Watch : IWorkflowObserver
    {
        public ConcurrentQueue<ActivityExecutionRecord> Ended { get; } = [];

        public void ActivityEnded(ActivityExecutionRecord activity)
        {
            if (!activity.IsControlFlow)
                Ended.Enqueue(activity);
        }
    }
}
