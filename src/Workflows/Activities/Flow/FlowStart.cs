using Penstock.Workflows.Definitions;

namespace Penstock.Workflows.Activities.Flow;

/// <summary>
/// Where a flowchart starts: the activity it names, an Elsa.Start, the first that can start a workflow, the first without an arrow in,
/// the first. Exactly one; what the start does not reach never runs.
/// </summary>
internal static class FlowStart
{
    public static ActivityNode Find(ActivityNode flowchart, IReadOnlyList<ActivityNode> members)
    {
        var named = flowchart.Json.Text("start") ?? flowchart.Json.Object("start")?.Text("id");
        var targets = flowchart.Connections.Select(c => c.Target).ToHashSet(StringComparer.Ordinal);
        return members.FirstOrDefault(m => m.Id == named)
            ?? members.FirstOrDefault(m => m.Type == "Elsa.Start")
            ?? members.FirstOrDefault(m => m.Json.Object("customProperties")?.Flag("canStartWorkflow") ?? false)
            ?? members.FirstOrDefault(m => !targets.Contains(m.Id))
            ?? members[0];
    }
}
