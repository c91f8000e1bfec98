using System.Text.Json.Nodes;
using Penstock.Workflows.Activities.Attributes;
using Penstock.Workflows.Definitions;

namespace Penstock.Workflows.Activities.Flow;

/// <summary>
/// Runs activities along arrows, branches in parallel. An activity with several arrows in waits until each was followed or can no
/// longer be (the implicit join), and runs if one was; <see cref="FlowJoin"/> and the token-based mode change that. It is
/// complete when
/// nothing inside runs.
/// </summary>
[Activity("Elsa", "Flow", "Activities connected by arrows.", IsBrowsable = false)]
public sealed class Flowchart : Container, INodeAware
{
    private const string FlowKey = "Flow";
    private const string ModesKey = "Modes";
    private readonly Dictionary<string, FlowGraph> _graphs = new(StringComparer.Ordinal);
    private ActivityNode? _node;
    private List<ActivityNode> _members = [];

    void INodeAware.Attach(ActivityNode node, IReadOnlyDictionary<JsonObject, IActivity> inside)
    {
        _node = node;
        var children = node.Children.ToDictionary<ActivityNode, JsonObject>(
            c => c.Json,
            ReferenceEqualityComparer.Instance
        );
        _members = [.. node.Json.Objects("activities").Select(j => children[j])];
    }

    /// <inheritdoc/>
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        if (_members.Count == 0)
        {
            await context.CompleteActivityAsync();
            return;
        }
        var isToken = FlowSettings.ModeOf(context) == FlowchartMode.TokenBased;
        var modes = isToken
            ? (await FlowSettings.MergesAsync(Activities, context)).ToDictionary(
                m => $"{m.Key}",
                m => m.Value.ToString()
            )
            : (await FlowSettings.JoinsAsync(Activities, context)).ToDictionary(
                m => $"{m.Key}",
                m => m.Value.ToString()
            );
        var start = FlowStart.Find(_node!, _members, context.WorkflowExecutionContext.TriggerActivityId);
        context.SetProperty(ModesKey, modes);
        context.SetProperty(nameof(FlowchartMode), isToken);
        context.SetProperty("Start", start.Id);
        var flow = Flow(context, null);
        context.SetProperty(FlowKey, flow);
        flow.Enter(GraphOf(context).Start);
        await ScheduleAsync(context, flow);
    }

    private async ValueTask ChildCompletedAsync(ActivityCompletedContext completed)
    {
        var (context, child, outcomes) = completed;
        if (child.Activity is ITerminalNode)
        {
            await context.CompleteActivityWithOutcomesAsync(
                child.Activity is Complete ? [.. outcomes.Names] : [Outcomes.DoneName]
            );
            return;
        }
        var flow = FlowOf(context);
        flow.Leave(GraphOf(context).IndexOf(child.Activity.Id), [.. outcomes.Names]);
        while (flow.ToCancel.TryDequeue(out var node))
            CancelChildren(context, flow, node);
        await ScheduleAsync(context, flow);
        var isBusy =
            context.PendingChildren.Count > 0 || context.ActiveChildren.Except(context.PendingCancellations).Any();
        if (!isBusy && !context.HasFaultedChild)
            await context.CompleteActivityAsync();
    }

    private void CancelChildren(ActivityExecutionContext context, IFlow flow, int node)
    {
        foreach (var child in context.ActiveChildren.Except(context.PendingCancellations).ToList())
        {
            if (GraphOf(context).IndexOf(child.Activity.Id) != node)
                continue;
            context.CancelChild(child);
            flow.Leave(node, []);
        }
    }

    private async ValueTask ScheduleAsync(ActivityExecutionContext context, IFlow flow)
    {
        while (flow.ToRun.TryDequeue(out var node))
            await context.ScheduleActivityAsync(Activities[node], ChildCompletedAsync);
    }

    private FlowGraph GraphOf(ActivityExecutionContext context)
    {
        var start = context.GetProperty<string>("Start")!;
        if (_graphs.TryGetValue(start, out var graph))
            return graph;
        return _graphs[start] = new FlowGraph([.. _members.Select(m => m.Id)], _node!.Connections, start);
    }

    private IFlow FlowOf(ActivityExecutionContext context)
    {
        if (context.GetProperty<object>(FlowKey) is IFlow live)
            return live;
        var flow = Flow(context, context.GetProperty<JsonObject>(FlowKey));
        context.SetProperty(FlowKey, flow);
        return flow;
    }

    private IFlow Flow(ActivityExecutionContext context, JsonObject? saved)
    {
        var graph = GraphOf(context);
        var modes = context.GetProperty<Dictionary<string, string>>(ModesKey)!;
        if (context.GetProperty<bool>(nameof(FlowchartMode)))
            return saved is null ? new TokenFlow(graph, MergeAt) : new TokenFlow(graph, MergeAt, saved);
        return saved is null ? new FlowState(graph, JoinAt) : new FlowState(graph, JoinAt, saved);

        MergeMode MergeAt(int node) =>
            modes.TryGetValue($"{node}", out var mode) ? Enum.Parse<MergeMode>(mode) : MergeMode.Stream;
        FlowJoinMode JoinAt(int node) =>
            modes.TryGetValue($"{node}", out var mode) ? Enum.Parse<FlowJoinMode>(mode) : FlowJoinMode.WaitAllActive;
    }
}
