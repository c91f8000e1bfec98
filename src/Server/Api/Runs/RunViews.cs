using Penstock.Server.Elsa.Instances;
using Penstock.Workflows.Instances;
using Penstock.Workflows.Runtime;

namespace Penstock.Server.Api.Runs;

/// <summary>Runs as our own API shows them: the work, without what only decides.</summary>
internal sealed class RunViews(InstanceQueries instances, ExecutionQueries executions, ExecutionViews views)
{
    /// <summary>A run; null when there is none of that id.</summary>
    public async Task<object?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await instances.FindAsync(id, cancellationToken) is not { } instance)
            return null;
        var run = instance.Run;
        var activities = await executions.ListAsync(id, null, cancellationToken: cancellationToken);
        return new
        {
            run.Id,
            run.DefinitionId,
            Version = run.DefinitionVersion,
            run.Name,
            run.Status,
            run.SubStatus,
            instance.IsExecuting,
            run.CorrelationId,
            run.TriggeredBy,
            run.ParentRunId,
            run.CreatedAt,
            run.StartedAt,
            run.FinishedAt,
            run.Input,
            run.Output,
            run.IncidentCount,
            Incidents = instance.Incidents.Select(i => new
            {
                i.ActivityId,
                i.ActivityName,
                i.Message,
                i.Timestamp,
            }),
            WaitsFor = instance.Bookmarks.Select(b => new
            {
                b.ActivityId,
                b.Name,
                b.DueAt,
            }),
            Activities = activities.Where(a => !a.IsControlFlow).Select(Activity),
        };
    }

    private object Activity(ActivityExecutionRecord execution) =>
        new
        {
            execution.Id,
            execution.ActivityId,
            Name = execution.ActivityName,
            Type = execution.ActivityType,
            execution.Status,
            execution.StartedAt,
            execution.CompletedAt,
            execution.Outcomes,
            execution.Outputs,
            Attempts = execution.FailedAttempts.Count + 1,
            Progress = views.Metadata(execution),
            execution.Warnings,
            Error = execution.Exception?.Message,
        };
}
