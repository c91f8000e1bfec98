namespace Penstock.Workflows.Activities.Flow;

/// <summary>
/// The loops of a flowchart. An arrow that leaves a loop and is not followed is not dead while the loop still turns: the next
/// round may follow it. So such arrows are settled when nothing in the loop runs any more.
/// </summary>
internal sealed class FlowLoops
{
    private readonly int[] _root;
    private readonly bool[] _inLoop;
    private readonly ILookup<int, FlowEdge> _exits;

    public FlowLoops(int count, IReadOnlyList<FlowEdge> edges, FlowDominators dominators)
    {
        _root = [.. Enumerable.Range(0, count)];
        _inLoop = new bool[count];
        var entering = edges.Where(e => dominators.IsReachable(e.Source)).ToLookup(e => e.Target, e => e.Source);
        foreach (var back in edges.Where(e => e.IsBackward))
            Collect(back, entering);
        _exits = edges.Where(Leaves).ToLookup(e => Of(e.Source)!.Value);
    }

    /// <summary>The loop that an activity is in; loops that share an activity are one.</summary>
    public int? Of(int node) => _inLoop[node] ? Find(node) : null;

    /// <summary>Whether an arrow leaves a loop.</summary>
    public bool Leaves(FlowEdge edge) => Of(edge.Source) is { } loop && Of(edge.Target) != loop;

    /// <summary>The arrows that leave a loop.</summary>
    public IEnumerable<FlowEdge> Exits(int loop) => _exits[loop];

    // The body of a loop: what reaches the arrow's source without passing its target.
    private void Collect(FlowEdge back, ILookup<int, int> entering)
    {
        _inLoop[back.Target] = true;
        var next = new Stack<int>([back.Source]);
        var seen = new HashSet<int> { back.Target };
        while (next.TryPop(out var node))
        {
            _inLoop[node] = true;
            _root[Find(node)] = Find(back.Target);
            if (!seen.Add(node))
                continue;
            foreach (var source in entering[node])
                next.Push(source);
        }
    }

    private int Find(int node)
    {
        while (_root[node] != node)
            node = _root[node] = _root[_root[node]];
        return node;
    }
}
