using System.Text.Json.Nodes;
using Penstock.Workflows.Instances;
using Penstock.Workflows.Runtime;

namespace Penstock.Server.Elsa.Instances;

/// <summary>
/// The journal in the contract's shape. The implicit activity <c>Workflow1</c> around the root has no row: its events are the
/// run's.
/// </summary>
internal sealed class JournalReader(InstanceQueries instances, JournalQueries journal)
{
    public const string ImplicitId = "Workflow1";
    public const string ImplicitType = "Elsa.Workflow";

    /// <summary>A page of events; null when there is no such run.</summary>
    public async Task<object?> ReadAsync(
        Guid runId,
        JournalFilter filter,
        int skip,
        int take,
        CancellationToken cancellationToken
    )
    {
        if (await instances.FindAsync(runId, cancellationToken) is not { } instance)
            return null;
        skip = Math.Max(skip, 0);
        take = Math.Clamp(take, 0, 10_000);
        var around = Around(instance.Run, filter).ToList();
        var before = around.Count(e => e.Name == "Started");
        var (items, total) = await journal.ListAsync(
            runId,
            filter,
            Math.Max(skip - before, 0),
            take,
            cancellationToken
        );
        var rows = new List<object>();
        if (skip < before)
            rows.Add(View(around[0], 0));
        rows.AddRange(items.Select(View));
        if (around.Count > before && skip + take >= total + before + 1 && skip <= total + before)
            rows.Add(View(around[^1], (items.Count > 0 ? items[^1].Sequence : total) + 1));
        return new { items = rows.Take(take), totalCount = total + around.Count };
    }

    private static IEnumerable<(RunRecord Run, string Name, DateTimeOffset At)> Around(
        RunRecord run,
        JournalFilter filter
    )
    {
        if (
            filter.ExcludedActivityTypes?.Contains(ImplicitType) == true
            || filter.ActivityIds?.Contains(ImplicitId) == false
            || filter.ActivityNodeIds?.Contains(ImplicitId) == false
        )
            yield break;
        if (run.StartedAt is { } start && filter.EventNames?.Contains("Started") != false)
            yield return (run, "Started", start);
        var end = run.SubStatus switch
        {
            WorkflowSubStatus.Finished => "Completed",
            WorkflowSubStatus.Cancelled => "Canceled",
            _ => run.SubStatus.ToString(),
        };
        if (run.FinishedAt is { } at && filter.EventNames?.Contains(end) != false)
            yield return (run, end, at);
    }

    private static object View((RunRecord Run, string Name, DateTimeOffset At) e, long sequence) =>
        new
        {
            Id = $"{e.Run.Id}-{sequence}",
            ActivityInstanceId = e.Run.Id,
            ParentActivityInstanceId = (Guid?)null,
            ActivityId = ImplicitId,
            ActivityType = ImplicitType,
            ActivityTypeVersion = 1,
            ActivityName = ImplicitId,
            NodeId = ImplicitId,
            Timestamp = e.At,
            Sequence = sequence,
            EventName = e.Name,
            Message = (string?)null,
            Source = ImplicitType,
            ActivityState = (JsonObject?)null,
            Payload = (JsonObject?)null,
        };

    private static object View(JournalEntry entry)
    {
        var execution = entry.Execution;
        return new
        {
            Id = $"{execution.Id}-{entry.Sequence}",
            ActivityInstanceId = execution.Id,
            ParentActivityInstanceId = execution.ParentId ?? execution.RunId,
            execution.ActivityId,
            execution.ActivityType,
            execution.ActivityTypeVersion,
            execution.ActivityName,
            execution.NodeId,
            entry.Timestamp,
            entry.Sequence,
            EventName = entry.Name,
            Message = entry.Name == nameof(ActivityStatus.Faulted) ? execution.Exception?.Message : null,
            Source = execution.ActivityType,
            ActivityState = entry.Name == "Started" ? execution.ActivityState : null,
            Payload = Payload(entry),
        };
    }

    private static object? Payload(JournalEntry entry) =>
        entry.Name switch
        {
            nameof(ActivityStatus.Completed) => new Dictionary<string, object?>
            {
                ["Outcomes"] = entry.Execution.Outcomes,
            },
            nameof(ActivityStatus.Faulted) when entry.Execution.Exception is { } e => new Dictionary<string, object?>
            {
                ["Exception"] = e,
            },
            _ => null,
        };
}
