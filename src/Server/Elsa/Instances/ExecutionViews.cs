using System.Text.Json.Nodes;
using Penstock.Workflows.Activities.Descriptors;
using Penstock.Workflows.Instances;
using Penstock.Workflows.Runtime;

namespace Penstock.Server.Elsa.Instances;

/// <summary>
/// Executions of activities in the contract's shapes. Keys of state and outputs are the names of inputs and outputs; live
/// counters are
/// in the metadata and, where the activity has an output of a counter's name, in the outputs.
/// </summary>
internal sealed class ExecutionViews(ActivityRegistry registry, TimeProvider time)
{
    public object Record(ActivityExecutionRecord execution) =>
        new
        {
            execution.Id,
            WorkflowInstanceId = execution.RunId,
            execution.ActivityId,
            ActivityNodeId = execution.NodeId,
            execution.ActivityType,
            execution.ActivityTypeVersion,
            execution.ActivityName,
            execution.ActivityState,
            Payload = Payload(execution),
            Outputs = Outputs(execution),
            Properties = Properties(execution),
            Metadata = Metadata(execution),
            execution.Exception,
            execution.StartedAt,
            execution.CompletedAt,
            execution.HasBookmarks,
            execution.Status,
            execution.AggregateFaultCount,
            SchedulingActivityExecutionId = execution.ParentId,
            SchedulingActivityId = ParentOf(execution.NodeId),
            SchedulingWorkflowInstanceId = (Guid?)null,
            CallStackDepth = execution.NodeId.Count(c => c == ':'),
        };

    public object Summary(ActivityExecutionRecord execution) =>
        new
        {
            execution.Id,
            WorkflowInstanceId = execution.RunId,
            execution.ActivityId,
            ActivityNodeId = execution.NodeId,
            execution.ActivityType,
            execution.ActivityTypeVersion,
            execution.ActivityName,
            Metadata = Metadata(execution),
            execution.StartedAt,
            execution.CompletedAt,
            execution.HasBookmarks,
            execution.Status,
            execution.AggregateFaultCount,
            SchedulingActivityExecutionId = execution.ParentId,
            SchedulingActivityId = ParentOf(execution.NodeId),
            SchedulingWorkflowInstanceId = (Guid?)null,
            CallStackDepth = execution.NodeId.Count(c => c == ':'),
        };

    public static object Stats(ExecutionStats stats) =>
        new
        {
            stats.ActivityId,
            stats.ActivityNodeId,
            stats.StartedCount,
            stats.CompletedCount,
            stats.UncompletedCount,
            stats.IsBlocked,
            stats.IsFaulted,
            stats.AggregateFaultCount,
            Metadata = stats.Counters.Count == 0 ? new object() : new { stats.Counters },
        };

    /// <summary>Counters, what is at hand, and how fast it goes.</summary>
    public JsonObject Metadata(ActivityExecutionRecord execution)
    {
        var metadata = new JsonObject();
        if (execution.FailedAttempts.Count > 0)
            metadata["HasRetryAttempts"] = true;
        if (execution.Counters.Count == 0 && execution.Detail is null)
            return metadata;
        var counters = new JsonObject(execution.Counters.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value)));
        metadata["counters"] = counters;
        if (execution.Detail is not null)
            metadata["detail"] = execution.Detail;
        var seconds = ((execution.CompletedAt ?? time.GetUtcNow()) - execution.StartedAt).TotalSeconds;
        if (seconds <= 0)
            return metadata;
        foreach (var name in new[] { "rows", "bytes" })
            if (execution.Counters.TryGetValue(name, out var total))
                metadata[$"{name}PerSecond"] = Math.Round(total / seconds);
        return metadata;
    }

    private static JsonObject Properties(ActivityExecutionRecord execution)
    {
        var properties = new JsonObject();
        if (execution.FailedAttempts.Count > 0)
            properties["HasRetryAttempts"] = true;
        if (execution.JournalData.Count > 0)
            properties["JournalData"] = execution.JournalData.DeepClone();
        return properties;
    }

    private static object? Payload(ActivityExecutionRecord execution) =>
        execution.Outcomes.Count == 0 ? null : new Dictionary<string, object> { ["Outcomes"] = execution.Outcomes };

    private JsonObject Outputs(ActivityExecutionRecord execution)
    {
        if (
            execution.Counters.Count == 0
            || !registry.TryFind(execution.ActivityType, execution.ActivityTypeVersion, out var descriptor)
        )
            return execution.Outputs;
        var outputs = execution.Outputs.DeepClone().AsObject();
        foreach (var output in descriptor.Outputs.Where(o => !outputs.ContainsKey(o.Name)))
        {
            var counter = execution.Counters.FirstOrDefault(c =>
                c.Key.Equals(output.Name, StringComparison.OrdinalIgnoreCase)
            );
            if (counter.Key is not null)
                outputs[output.Name] = counter.Value;
        }
        return outputs;
    }

    private static string? ParentOf(string nodeId) => nodeId.Split(':') is [.., var parent, _] ? parent : null;
}
