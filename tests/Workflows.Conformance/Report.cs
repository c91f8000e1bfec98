using Penstock.Workflows.Definitions;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Conformance;

/// <summary>What a run did, as lines.</summary>
internal static class Report
{
    public static IEnumerable<string> Of(
        WorkflowDefinition definition,
        RunResult result,
        IEnumerable<ActivityExecutionRecord> activities,
        IEnumerable<Bookmark> bookmarks,
        string console
    ) =>
        [
            .. activities
                .SelectMany(a => Events(a, isRoot: a.ActivityId == definition.Root.Id))
                .OrderBy(e => e.Place)
                .Select(e => e.Line),
            $"Run {result.SubStatus}",
            .. result.Incidents.Select(i => $"Incident {i.ActivityName}"),
            .. bookmarks.Select(b => $"Bookmark {b.ActivityId}"),
            .. result.Run.Name == definition.Name ? [] : new[] { $"Name {result.Run.Name}" },
            .. result.Run.CorrelationId is null ? [] : new[] { $"Correlation {result.Run.CorrelationId}" },
            .. result.Output.OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => $"Output {o.Key} = {o.Value}"),
            .. console.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => $"> {l}"),
        ];

    private static IEnumerable<(long Place, string Line)> Events(ActivityExecutionRecord activity, bool isRoot)
    {
        // Of the root only a fault is news.
        if (!isRoot && activity.StartEvent is { } start)
            yield return (start, $"Started {activity.ActivityName}");
        foreach (var other in activity.Events)
            yield return (other.Sequence, $"{other.Name} {activity.ActivityName}");
        if (activity.EndEvent is not { } end || (isRoot && activity.Status != ActivityStatus.Faulted))
            yield break;
        var outcomes = activity.Outcomes.Count == 0 ? "" : $": {string.Join(", ", activity.Outcomes)}";
        yield return (end, $"{activity.Status} {activity.ActivityName}{outcomes}");
    }
}
