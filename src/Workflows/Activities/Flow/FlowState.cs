using System.Text.Json.Nodes;
using Penstock.Workflows.Definitions;

namespace Penstock.Workflows.Activities.Flow;

/// <summary>
/// Where a running flowchart stands: which arrows were visited since their target last ran, and which of those were followed.
/// The counter-based mode of Elsa's flowchart: an arrow is visited when its source completes (or is skipped), followed when its
/// port
/// is among the outcomes.
/// </summary>
internal sealed class FlowState(FlowGraph graph, Func<int, FlowJoinMode> joinMode) : IFlow
{
    private readonly Mark[] _marks = new Mark[graph.Edges.Count];
    private readonly bool[] _settled = new bool[graph.Edges.Count];
    private readonly bool[] _exited = new bool[graph.Edges.Count];
    private readonly int[] _active = new int[graph.Ids.Count];
    private readonly Queue<int> _touched = [];

    /// <summary>A flow that was written down.</summary>
    public FlowState(FlowGraph graph, Func<int, FlowJoinMode> joinMode, JsonObject saved)
        : this(graph, joinMode)
    {
        var arrows = saved.Text("arrows") ?? "";
        for (var i = 0; i < _marks.Length; i++)
        {
            _marks[i] = (Mark)((arrows[i] - '0') & 3);
            _settled[i] = ((arrows[i] - '0') & 4) != 0;
            _exited[i] = ((arrows[i] - '0') & 8) != 0;
        }
        if (saved["active"] is JsonArray active)
        {
            for (var i = 0; i < active.Count; i++)
                _active[i] = active[i]!.GetValue<int>();
        }
    }

    /// <inheritdoc/>
    public JsonNode Save() =>
        new JsonObject
        {
            // One character an arrow: its mark in two bits, then whether it is settled, then whether it was exited by.
            ["arrows"] = string.Concat(
                _marks.Select((m, i) => (char)('0' + (int)m + (_settled[i] ? 4 : 0) + (_exited[i] ? 8 : 0)))
            ),
            ["active"] = new JsonArray([.. _active.Select(a => JsonValue.Create(a))]),
        };

    private enum Mark : byte
    {
        None,
        Dead,
        Followed,
    }

    /// <inheritdoc/>
    public Queue<int> ToRun { get; } = [];

    /// <inheritdoc/>
    public Queue<int> ToCancel { get; } = [];

    /// <inheritdoc/>
    public void Enter(int node)
    {
        if (graph.Loops.Of(node) is { } loop)
            _active[loop]++;
        ToRun.Enqueue(node);
    }

    /// <inheritdoc/>
    public void Leave(int node, IReadOnlyCollection<string> outcomes)
    {
        Visit(node, outcomes);
        Join();
        if (graph.Loops.Of(node) is not { } loop || --_active[loop] > 0)
            return;
        foreach (var exit in graph.Loops.Exits(loop))
        {
            if (!_exited[exit.Index])
                Touch(exit, Mark.Dead);
            _exited[exit.Index] = false;
        }
        Join();
    }

    private void Visit(int node, IReadOnlyCollection<string> outcomes)
    {
        foreach (var edge in graph.Outbound[node])
        {
            var followed = outcomes.Contains(edge.Port, StringComparer.OrdinalIgnoreCase);
            if (edge.IsBackward)
            {
                if (followed)
                    Enter(edge.Target);
            }
            else if (graph.Loops.Leaves(edge) && !followed)
            {
                // Settled when the loop has come to rest.
            }
            else
            {
                _exited[edge.Index] = followed;
                Touch(edge, followed ? Mark.Followed : Mark.Dead);
            }
        }
    }

    private void Touch(FlowEdge edge, Mark mark)
    {
        // A join that did not wait has run for this arrow already.
        if (_settled[edge.Index])
        {
            _settled[edge.Index] = false;
            return;
        }
        if (_marks[edge.Index] < mark)
            _marks[edge.Index] = mark;
        _touched.Enqueue(edge.Target);
    }

    private void Join()
    {
        while (_touched.TryDequeue(out var node))
        {
            var inbound = graph.ForwardInbound[node];
            var mode = inbound.Length == 1 ? FlowJoinMode.WaitAllActive : joinMode(node);
            var followed = inbound.Count(e => _marks[e.Index] == Mark.Followed);
            var waiting = inbound.Any(e => _marks[e.Index] == Mark.None);
            if (followed == 0 && inbound.All(e => _marks[e.Index] == Mark.None))
                continue;
            if (mode == FlowJoinMode.WaitAny && followed > 0)
            {
                foreach (var edge in inbound)
                    _settled[edge.Index] = _marks[edge.Index] == Mark.None;
                Run(node, inbound);
                foreach (var ancestor in graph.Ancestors(node))
                    ToCancel.Enqueue(ancestor);
            }
            else if (!waiting)
            {
                if (followed > 0 && (mode != FlowJoinMode.WaitAll || followed == inbound.Length))
                    Run(node, inbound);
                else
                    Skip(node, inbound);
            }
        }
    }

    private void Run(int node, FlowEdge[] inbound)
    {
        foreach (var edge in inbound)
            _marks[edge.Index] = Mark.None;
        Enter(node);
    }

    // Dead-path elimination: what would have run after it learns that nothing comes from here.
    private void Skip(int node, FlowEdge[] inbound)
    {
        foreach (var edge in inbound)
            _marks[edge.Index] = Mark.None;
        Visit(node, []);
    }
}
