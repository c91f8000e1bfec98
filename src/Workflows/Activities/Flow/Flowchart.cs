using System.Text.Json.Nodes;
using Penstock.Workflows.Activities.Attributes;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Expressions;

namespace Penstock.Workflows.Activities.Flow;

/// <summary>
/// Runs activities along arrows, branches in parallel. An activity with several arrows in waits until each was followed or can no
/// longer be (the implicit join), and runs if one was; <see cref="FlowJoin"/> changes that. It is complete when nothing inside runs.
/// </summary>
[Activity("Elsa", "Flow", "Activities connected by arrows.", IsBrowsable = false)]
public sealed class Flowchart : Container, INodeAware
{
    private const string StateKey = "FlowState";
    private FlowGraph? _graph;

    void INodeAware.Attach(ActivityNode node, IReadOnlyDictionary<JsonObject, IActivity> inside)
    {
        var members = node.Json.Objects("activities").Select(j => node.Children.First(c => ReferenceEquals(c.Json, j))).ToList();
        if (members.Count > 0)
            _graph = new FlowGraph([.. members.Select(m => m.Id)], node.Connections, FlowStart.Find(node, members).Id);
    }

    /// <inheritdoc/>
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        if (_graph is not { } graph)
        {
            await context.CompleteActivityAsync();
            return;
        }
        var modes = new Dictionary<int, FlowJoinMode>();
        for (var i = 0; i < Activities.Count; i++)
        {
            if (Activities[i] is FlowJoin join) modes[i] = await ModeAsync(join, context);
        }
        var state = new FlowState(graph, i => modes.GetValueOrDefault(i, FlowJoinMode.WaitAllActive));
        context.Properties[StateKey] = state;
        state.Enter(graph.Start);
        await ScheduleAsync(context, state);
    }

    private async ValueTask ChildCompletedAsync(ActivityCompletedContext completed)
    {
        var (context, child, outcomes) = completed;
        if (child.Activity is ITerminalNode)
        {
            await context.CompleteActivityWithOutcomesAsync(child.Activity is Complete ? [.. outcomes.Names] : [Outcomes.DoneName]);
            return;
        }
        var state = (FlowState)context.Properties[StateKey]!;
        state.Leave(_graph!.IndexOf(child.Activity.Id), [.. outcomes.Names]);
        while (state.ToCancel.TryDequeue(out var node)) CancelChildren(context, state, node);
        await ScheduleAsync(context, state);
        var isBusy = context.PendingChildren.Count > 0 || context.ActiveChildren.Except(context.PendingCancellations).Any();
        if (!isBusy && !context.HasFaultedChild) await context.CompleteActivityAsync();
    }

    private static void CancelChildren(ActivityExecutionContext context, FlowState state, int node)
    {
        foreach (var child in context.ActiveChildren.Except(context.PendingCancellations).ToList())
        {
            if (((Flowchart)context.Activity)._graph!.IndexOf(child.Activity.Id) != node) continue;
            context.CancelChild(child);
            state.Leave(node, []);
        }
    }

    private async ValueTask ScheduleAsync(ActivityExecutionContext context, FlowState state)
    {
        while (state.ToRun.TryDequeue(out var node)) await context.ScheduleActivityAsync(Activities[node], ChildCompletedAsync);
    }

    private static async ValueTask<FlowJoinMode> ModeAsync(FlowJoin join, ActivityExecutionContext context) =>
        join.Mode?.Expression is not { } expression ? FlowJoinMode.WaitAny
        : (FlowJoinMode)(await context.GetRequiredService<ExpressionRegistry>().EvaluateAsync(
            expression, typeof(FlowJoinMode), new(context.Memory, context.WorkflowExecutionContext, context.CancellationToken)))!;
}
