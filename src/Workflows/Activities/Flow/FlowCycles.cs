namespace Penstock.Workflows.Activities.Flow;

/// <summary>Finds a cycle.</summary>
internal static class FlowCycles
{
    /// <summary>The members of one cycle in order, or nothing.</summary>
    public static IReadOnlyList<int> Find(int count, ILookup<int, FlowEdge> leaving)
    {
        var done = new bool[count];
        for (var start = 0; start < count; start++)
        {
            if (!done[start] && FindFrom(start, leaving, done) is { Count: > 0 } cycle)
                return cycle;
        }
        return [];
    }

    private static List<int> FindFrom(int start, ILookup<int, FlowEdge> leaving, bool[] done)
    {
        var path = new List<(int Node, IEnumerator<FlowEdge> Next)> { (start, leaving[start].GetEnumerator()) };
        var place = new Dictionary<int, int> { [start] = 0 };
        while (path.Count > 0)
        {
            var (node, next) = path[^1];
            if (!next.MoveNext())
            {
                done[node] = true;
                place.Remove(node);
                path.RemoveAt(path.Count - 1);
                continue;
            }
            var target = next.Current.Target;
            if (place.TryGetValue(target, out var at))
                return [.. path.Skip(at).Select(p => p.Node)];
            if (done[target])
                continue;
            place[target] = path.Count;
            path.Add((target, leaving[target].GetEnumerator()));
        }
        return [];
    }
}
