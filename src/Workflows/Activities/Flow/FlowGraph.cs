using Penstock.Workflows.Definitions;

namespace Penstock.Workflows.Activities.Flow;

/// <summary>
/// The arrows of a flowchart, from its start. An arrow is backward when its target is on every path from the start to its source
/// (the target dominates the source): it closes a loop and is followed at once, while forward arrows into one activity are
/// joined.
/// </summary>
internal sealed class FlowGraph
{
    private readonly Dictionary<string, int> _index;

    public FlowGraph(IReadOnlyList<string> ids, IEnumerable<ConnectionDefinition> connections, string start)
    {
        Ids = ids;
        _index = ids.Select((id, i) => (id, i))
            .GroupBy(p => p.id)
            .ToDictionary(g => g.Key, g => g.First().i, StringComparer.Ordinal);
        Start = _index[start];
        var known = connections
            .Where(c => _index.ContainsKey(c.Source) && _index.ContainsKey(c.Target))
            .Distinct()
            .Select((c, i) => new FlowEdge(i, _index[c.Source], c.Port, _index[c.Target]))
            .ToList();
        Edges = known;
        var leaving = known.ToLookup(e => e.Source);
        Dominators = new FlowDominators(ids.Count, Start, leaving);
        foreach (var edge in known)
            edge.IsBackward = Dominators.Dominates(edge.Target, edge.Source);
        Outbound = [.. Enumerable.Range(0, ids.Count).Select(i => leaving[i].ToArray())];
        var entering = known.Where(e => !e.IsBackward && Dominators.IsReachable(e.Source)).ToLookup(e => e.Target);
        ForwardInbound = [.. Enumerable.Range(0, ids.Count).Select(i => entering[i].ToArray())];
        Loops = new FlowLoops(ids.Count, known, Dominators);
    }

    public IReadOnlyList<string> Ids { get; }

    public int Start { get; }

    public IReadOnlyList<FlowEdge> Edges { get; }

    public FlowDominators Dominators { get; }

    public FlowEdge[][] Outbound { get; }

    /// <summary>The forward arrows into an activity, from activities that the start reaches.</summary>
    public FlowEdge[][] ForwardInbound { get; }

    public FlowLoops Loops { get; }

    public int IndexOf(string id) => _index[id];

    /// <summary>The activities from which forward arrows lead to this one.</summary>
    public HashSet<int> Ancestors(int node)
    {
        var found = new HashSet<int>();
        var next = new Stack<int>([node]);
        while (next.TryPop(out var at))
        {
            foreach (var edge in ForwardInbound[at])
            {
                if (found.Add(edge.Source))
                    next.Push(edge.Source);
            }
        }
        return found;
    }

    /// <summary>
    /// The activities of a cycle that no backward arrow explains: it has no entry, or more than one. Empty when there is none.
    /// </summary>
    public IReadOnlyList<int> FindCycleWithoutEntry() =>
        FlowCycles.Find(Ids.Count, Edges.Where(e => !e.IsBackward).ToLookup(e => e.Source));
}
