using Penstock.Workflows.Definitions;

namespace Penstock.Workflows.Activities.Flow;

/// <summary>
/// Where a flowchart starts: the trigger that fired, the activity it names, an Elsa.Start, the first that can start a workflow,
/// the first without an arrow in,
/// the first. Exactly one; what the start does not reach never runs.
/// </summary>
internal static class FlowStart
{
    public static ActivityNode Find(ActivityNode flowchart, IReadOnlyList<ActivityNode> members, string? trigger = null)
    {
        // The trigger that fired may be deeper inside one of the members.
        if (
            trigger is not null
            && members.FirstOrDefault(m => m.SelfAndDescendants().Any(d => d.Id == trigger)) is { } fired
        )
            return fired;
        var named = flowchart.Json.Text("start") ?? flowchart.Json.Object("start")?.Text("id");
        var targets = flowchart.Connections.Select(c => c.Target).ToHashSet(StringComparer.Ordinal);
        return members.FirstOrDefault(m => m.Id == named)
            ?? members.FirstOrDefault(m => m.Type == "Elsa.Start")
            ?? members.FirstOrDefault(m => m.Json.Object("customProperties")?.Flag("canStartWorkflow") ?? false)
            ?? members.FirstOrDefault(m => !targets.Contains(m.Id))
            ?? members[0];
    }
}
