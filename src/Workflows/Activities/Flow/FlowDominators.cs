namespace Penstock.Workflows.Activities.Flow;

/// <summary>
/// Which activities every path from the start passes (Cooper, Harvey, Kennedy: "A Simple, Fast Dominance Algorithm", 2001).
/// </summary>
internal sealed class FlowDominators
{
    private readonly int[] _order;
    private readonly int[] _parent;

    public FlowDominators(int count, int start, ILookup<int, FlowEdge> leaving)
    {
        var reverse = PostOrder(start, leaving, count);
        reverse.Reverse();
        _order = new int[count];
        Array.Fill(_order, -1);
        for (var i = 0; i < reverse.Count; i++)
            _order[reverse[i]] = i;
        _parent = new int[count];
        Array.Fill(_parent, -1);
        _parent[start] = start;
        var entering = reverse.SelectMany(n => leaving[n]).ToLookup(e => e.Target, e => e.Source);
        for (var changed = true; changed; )
        {
            changed = false;
            foreach (var node in reverse.Skip(1))
            {
                var found = entering[node].Where(p => _parent[p] >= 0).Aggregate(-1, (a, b) => a < 0 ? b : Meet(a, b));
                changed |= _parent[node] != found;
                _parent[node] = found;
            }
        }
    }

    public bool IsReachable(int node) => _order[node] >= 0;

    /// <summary>
    /// Whether every path from the start to <paramref name="node"/> passes <paramref name="other"/>; an activity dominates
    /// itself.
    /// </summary>
    public bool Dominates(int other, int node)
    {
        if (!IsReachable(other) || !IsReachable(node))
            return false;
        while (_order[node] > _order[other])
            node = _parent[node];
        return node == other;
    }

    private int Meet(int a, int b)
    {
        while (a != b)
        {
            while (_order[a] > _order[b])
                a = _parent[a];
            while (_order[b] > _order[a])
                b = _parent[b];
        }
        return a;
    }

    private static List<int> PostOrder(int start, ILookup<int, FlowEdge> leaving, int count)
    {
        var result = new List<int>(count);
        var seen = new bool[count];
        var path = new Stack<(int Node, IEnumerator<FlowEdge> Next)>();
        seen[start] = true;
        path.Push((start, leaving[start].GetEnumerator()));
        while (path.TryPeek(out var top))
        {
            if (!top.Next.MoveNext())
            {
                result.Add(path.Pop().Node);
                continue;
            }
            var target = top.Next.Current.Target;
            if (seen[target])
                continue;
            seen[target] = true;
            path.Push((target, leaving[target].GetEnumerator()));
        }
        return result;
    }
}
