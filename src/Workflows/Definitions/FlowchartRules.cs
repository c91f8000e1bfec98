using Penstock.Workflows.Activities.Flow;

namespace Penstock.Workflows.Definitions;

/// <summary>What must hold for the arrows of a flowchart.</summary>
internal static class FlowchartRules
{
    public static IEnumerable<DefinitionProblem> Check(ActivityNode node)
    {
        if (node.Type != "Elsa.Flowchart")
            yield break;
        var members = node.Children.Where(c => c.Id.Length > 0).DistinctBy(c => c.Id).ToList();
        var ids = members.Select(m => m.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var connection in node.Connections)
        {
            if (!ids.Contains(connection.Source) || !ids.Contains(connection.Target))
                yield return new(
                    node,
                    $"Connection {connection} leads to an activity that is not in this flowchart",
                    $"connect it to one of {string.Join(", ", ids.Order(StringComparer.Ordinal).Take(8))}, or remove it"
                )
                {
                    IsWarning = true,
                };
        }
        if (members.Count == 0)
            yield break;
        var graph = new FlowGraph([.. members.Select(m => m.Id)], node.Connections, FlowStart.Find(node, members).Id);
        if (graph.FindCycleWithoutEntry() is { Count: > 0 } cycle)
            yield return new(
                members[cycle[0]],
                $"The activities {string.Join(" -> ", cycle.Append(cycle[0]).Select(i => members[i].Name ?? members[i].Id))} form a cycle that has no entry of its own",
                "let the flow enter the loop at one activity only, and lead the backward connection to that one"
            );
    }
}
