using System.Text.Json.Nodes;
using Penstock.Workflows.Definitions;

namespace Penstock.Workflows.Activities.Flow;

/// <summary>
/// The token-based mode of Elsa's flowchart: an activity that ends puts a token on each arrow that is followed, and takes those
/// that
/// led to it. What a token starts is for the activity at its head to say, by its <see cref="MergeMode"/>.
/// </summary>
internal sealed class TokenFlow(FlowGraph graph, Func<int, MergeMode> mergeMode) : IFlow
{
    private readonly int[] _tokens = new int[graph.Edges.Count];
    private readonly bool[] _blocked = new bool[graph.Edges.Count];

    /// <summary>A flow that was written down.</summary>
    public TokenFlow(FlowGraph graph, Func<int, MergeMode> mergeMode, JsonObject saved)
        : this(graph, mergeMode)
    {
        if (saved["tokens"] is JsonArray tokens)
        {
            for (var i = 0; i < tokens.Count; i++)
                _tokens[i] = tokens[i]!.GetValue<int>();
        }
        foreach (var edge in saved["blocked"]?.AsArray() ?? [])
            _blocked[edge!.GetValue<int>()] = true;
    }

    /// <inheritdoc/>
    public Queue<int> ToRun { get; } = [];

    /// <inheritdoc/>
    public Queue<int> ToCancel { get; } = [];

    /// <inheritdoc/>
    public void Enter(int node) => ToRun.Enqueue(node);

    /// <inheritdoc/>
    public void Leave(int node, IReadOnlyCollection<string> outcomes)
    {
        var followed = graph
            .Outbound[node]
            .Where(e => outcomes.Contains(e.Port, StringComparer.OrdinalIgnoreCase))
            .ToList();
        foreach (var edge in followed)
            _tokens[edge.Index]++;
        foreach (var edge in graph.Edges.Where(e => e.Target == node))
            _tokens[edge.Index] = edge.Source == node ? _tokens[edge.Index] : 0;
        foreach (var edge in followed)
            Arrive(edge);
        EndRaces();
    }

    /// <inheritdoc/>
    public JsonNode Save() =>
        new JsonObject
        {
            ["tokens"] = new JsonArray([.. _tokens.Select(t => JsonValue.Create(t))]),
            ["blocked"] = new JsonArray([
                .. _blocked.Select((b, i) => (b, i)).Where(p => p.b).Select(p => JsonValue.Create(p.i)),
            ]),
        };

    private void Arrive(FlowEdge edge)
    {
        switch (mergeMode(edge.Target))
        {
            case MergeMode.Cascade:
                ToRun.Enqueue(edge.Target);
                break;
            case MergeMode.Race:
                Race(edge);
                break;
            case MergeMode.Merge:
                RunIf(edge.Target, graph.ForwardInbound[edge.Target].All(e => _tokens[e.Index] > 0) || edge.IsBackward);
                break;
            case MergeMode.Converge:
                RunIf(edge.Target, graph.Edges.Where(e => e.Target == edge.Target).All(e => _tokens[e.Index] > 0));
                break;
            default:
                RunIf(
                    edge.Target,
                    !graph.ForwardInbound[edge.Target].Any(e => e.Source != edge.Source && HasTokenTo(e.Source))
                );
                break;
        }
    }

    private void Race(FlowEdge edge)
    {
        if (_blocked[edge.Index])
        {
            // The race it belongs to is over.
            _blocked[edge.Index] = false;
            _tokens[edge.Index] = 0;
            return;
        }
        var others = graph.ForwardInbound[edge.Target].Where(e => e.Source != edge.Source).ToList();
        foreach (var other in others)
            _blocked[other.Index] = _tokens[other.Index] == 0 && IsOnItsWayTo(other.Source);
        ToRun.Enqueue(edge.Target);
        foreach (var ancestor in graph.Ancestors(edge.Target))
            ToCancel.Enqueue(ancestor);
    }

    // An arrow along which nothing can come any more has lost its race: what comes along it later, in the next round of a loop,
    // takes part in the next one.
    private void EndRaces()
    {
        foreach (var edge in graph.Edges.Where(e => _blocked[e.Index] && !IsOnItsWayTo(e.Source)))
            _blocked[edge.Index] = false;
    }

    private bool IsOnItsWayTo(int node) => HasTokenTo(node) || graph.Ancestors(node).Any(HasTokenTo);

    private void RunIf(int node, bool holds)
    {
        if (holds)
            ToRun.Enqueue(node);
    }

    private bool HasTokenTo(int node) => graph.Edges.Any(e => e.Target == node && _tokens[e.Index] > 0);
}
