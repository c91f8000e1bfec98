using Penstock.Workflows.Instances;
using Penstock.Workflows.Runtime;

namespace Penstock.Server.Elsa.Instances;

/// <summary>Runs in the contract's shapes (sections 3.5 and 3.6).</summary>
internal sealed class InstanceViews(InstanceQueries queries)
{
    public static object Summary(InstanceSummary run) =>
        new
        {
            run.Id,
            run.DefinitionId,
            run.DefinitionVersionId,
            run.Version,
            run.Status,
            run.SubStatus,
            run.CorrelationId,
            run.Name,
            run.IncidentCount,
            IsSystem = false,
            run.CreatedAt,
            run.UpdatedAt,
            run.FinishedAt,
        };

    public static object Details(Instance instance)
    {
        var run = instance.Run;
        return new
        {
            run.Id,
            run.DefinitionId,
            run.DefinitionVersionId,
            Version = run.DefinitionVersion,
            ParentWorkflowInstanceId = run.ParentRunId,
            run.Status,
            run.SubStatus,
            instance.IsExecuting,
            run.CorrelationId,
            run.Name,
            run.IncidentCount,
            IsSystem = false,
            run.CreatedAt,
            run.UpdatedAt,
            run.FinishedAt,
            WorkflowState = State(instance),
        };
    }

    public static object State(Instance instance)
    {
        var run = instance.Run;
        return new
        {
            run.Id,
            run.DefinitionId,
            run.DefinitionVersionId,
            run.DefinitionVersion,
            run.Status,
            run.SubStatus,
            instance.IsExecuting,
            run.CorrelationId,
            run.Name,
            ParentWorkflowInstanceId = run.ParentRunId,
            Bookmarks = instance.Bookmarks.Select(Bookmark),
            Incidents = instance.Incidents.Select(Incident),
            IsSystem = false,
            CompletionCallbacks = Array.Empty<object>(),
            ActivityExecutionContexts = Array.Empty<object>(),
            ScheduledActivities = Array.Empty<object>(),
            run.Input,
            run.Output,
            Properties = new { },
            run.CreatedAt,
            run.UpdatedAt,
            run.FinishedAt,
        };
    }

    /// <summary>The state of a run; null when there is none of that id.</summary>
    public async Task<object?> StateAsync(Guid id, CancellationToken cancellationToken) =>
        await queries.FindAsync(id, cancellationToken) is { } instance ? State(instance) : null;

    private static object Incident(Incident incident) =>
        new
        {
            incident.ActivityId,
            incident.ActivityNodeId,
            ActivityInstanceId = incident.ActivityExecutionId?.ToString() ?? "",
            incident.ActivityType,
            incident.ActivityName,
            incident.Message,
            incident.Timestamp,
            incident.Exception,
        };

    private static object Bookmark(Bookmark bookmark) =>
        new
        {
            bookmark.Id,
            bookmark.Name,
            bookmark.Hash,
            bookmark.Payload,
            bookmark.ActivityId,
            ActivityNodeId = bookmark.NodeId,
            ActivityInstanceId = bookmark.ExecutionId,
            bookmark.CreatedAt,
            bookmark.DueAt,
            bookmark.AutoBurn,
            CallbackMethodName = bookmark.Callback,
            bookmark.AutoComplete,
            bookmark.Metadata,
        };
}
