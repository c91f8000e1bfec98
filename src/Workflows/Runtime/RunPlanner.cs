using System.Text.Json.Nodes;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Journal;
using Penstock.Workflows.Runtime.State;

namespace Penstock.Workflows.Runtime;

/// <summary>Makes the record of a new run, with its values bound.</summary>
internal static class RunPlanner
{
    public static (RunRecord Run, IReadOnlyDictionary<string, object?> Input, MemoryScope Memory) Plan(
        WorkflowDefinition definition,
        RunOptions options,
        TimeProvider time,
        WorkflowSubStatus subStatus = WorkflowSubStatus.Executing
    )
    {
        var (input, memory) = RunArguments.Bind(definition, options.Variables, options.Input);
        var given = new JsonObject();
        foreach (var (name, value) in options.Input.Concat(options.Variables))
            given[name] = JournalValues.Node(name, value, definition.Inputs.Any(i => i.Name == name && i.IsSecret));
        var now = time.GetUtcNow();
        var run = new RunRecord
        {
            Id = options.RunId ?? Guid.CreateVersion7(now),
            DefinitionId = definition.DefinitionId,
            DefinitionVersionId = definition.Id,
            DefinitionVersion = definition.Version,
            DefinitionHash = definition.Hash,
            Name = options.Name ?? definition.Name,
            Status = WorkflowStatus.Running,
            SubStatus = subStatus,
            CreatedAt = now,
            UpdatedAt = now,
            StartedAt = subStatus == WorkflowSubStatus.Pending ? null : now,
            Input = given,
            TriggeredBy = options.TriggeredBy,
            CorrelationId = options.CorrelationId,
            ParentRunId = options.ParentRunId,
            ParentBookmarkId = options.ParentBookmarkId,
            Recovery = options.Recovery,
        };
        return (run, input, memory);
    }

    /// <summary>The same run, to be begun by whoever takes it from the queue.</summary>
    public static QueuedRun Queue(WorkflowDefinition definition, RunOptions options, TimeProvider time)
    {
        var (run, input, memory) = Plan(
            definition,
            options with
            {
                Recovery = RecoveryPolicy.Resume,
            },
            time,
            WorkflowSubStatus.Pending
        );
        return new QueuedRun(
            run,
            definition,
            StateJson.Write(
                new RunSnapshot
                {
                    TriggerActivityId = options.TriggerActivityId,
                    Input = StateJson.Nodes(input) ?? [],
                    Variables =
                        StateJson.Nodes(memory.Slots.Select(s => KeyValuePair.Create(s.Definition.Id, s.Value))) ?? [],
                }
            )
        );
    }
}
