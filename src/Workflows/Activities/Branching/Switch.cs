using System.Text.Json.Nodes;
using Penstock.Workflows.Activities.Attributes;
using Penstock.Workflows.Activities.Flow;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Expressions;

namespace Penstock.Workflows.Activities.Branching;

/// <summary>Runs the activities of the cases whose conditions hold, or the default one when none does.</summary>
[Activity("Elsa", "Branching", "Runs the activities of the cases whose conditions hold.")]
public sealed class Switch : Activity, IControlFlow, INodeAware
{
    private readonly List<(string Label, Expression Condition, IActivity? Activity)> _cases = [];

    /// <summary>The cases as the definition holds them: label, condition and activity each.</summary>
    [Input(Description = "The cases.", UIHint = InputUIHints.SwitchEditor)]
    public JsonArray? Cases { get; set; }

    /// <summary>Whether the first case that matches wins, or all that match.</summary>
    [Input(
        Description = "Whether the first case that matches wins, or all that match.",
        DefaultValue = SwitchMode.MatchFirst
    )]
    public Input<SwitchMode> Mode { get; set; } = new();

    /// <summary>Runs when no case matches.</summary>
    public IActivity? Default { get; set; }

    void INodeAware.Attach(ActivityNode node, IReadOnlyDictionary<JsonObject, IActivity> inside)
    {
        foreach (var item in node.Json.Objects("cases"))
        {
            var activity =
                item.Object("activity") is { } json && inside.TryGetValue(json, out var found) ? found : null;
            _cases.Add((item.Text("label") ?? "", Expression.Read(item.Object("condition") ?? []), activity));
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var registry = context.GetRequiredService<ExpressionRegistry>();
        var seen = new ExpressionExecutionContext(
            context.Memory,
            context.WorkflowExecutionContext,
            context.CancellationToken
        );
        var matched = false;
        foreach (var (_, condition, activity) in _cases)
        {
            if (await registry.EvaluateAsync(condition, typeof(bool), seen) is not true)
                continue;
            matched = true;
            await context.ScheduleActivityAsync(activity, ChildCompletedAsync);
            if (context.Get(Mode) == SwitchMode.MatchFirst)
                break;
        }
        if (!matched)
            await context.ScheduleActivityAsync(Default, ChildCompletedAsync);
        if (context.PendingChildren.Count == 0)
            await context.CompleteActivityAsync();
    }

    private async ValueTask ChildCompletedAsync(ActivityCompletedContext completed)
    {
        if (completed.TargetContext is { ActiveChildren.Count: 0, HasFaultedChild: false })
            await completed.TargetContext.CompleteActivityAsync();
    }
}
