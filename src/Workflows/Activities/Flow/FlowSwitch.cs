using System.Text.Json.Nodes;
using Penstock.Workflows.Activities.Attributes;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Expressions;

namespace Penstock.Workflows.Activities.Flow;

/// <summary>Goes the ways whose conditions hold, or the way Default when none does.</summary>
[Activity("Elsa", "Branching", "Goes the ways whose conditions hold.", DisplayName = "Switch (flow)")]
public sealed class FlowSwitch : Activity, IControlFlow, INodeAware
{
    private const string Default = "Default";
    private readonly List<(string Label, Expression Condition)> _cases = [];

    /// <summary>The cases as the definition holds them: a label and a condition each.</summary>
    [Input(Description = "The cases.", UIHint = InputUIHints.FlowSwitchEditor)]
    public JsonArray? Cases { get; set; }

    /// <summary>Whether the first case that matches wins, or all that match.</summary>
    [Input(
        Description = "Whether the first case that matches wins, or all that match.",
        DefaultValue = SwitchMode.MatchFirst
    )]
    public Input<SwitchMode> Mode { get; set; } = new();

    void INodeAware.Attach(ActivityNode node, IReadOnlyDictionary<JsonObject, IActivity> inside)
    {
        foreach (var item in node.Json.Objects("cases"))
            _cases.Add((item.Text("label") ?? "", Expression.Read(item.Object("condition") ?? [])));
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
        var matches = new List<string>();
        foreach (var (label, condition) in _cases)
        {
            if (await registry.EvaluateAsync(condition, typeof(bool), seen) is not true)
                continue;
            matches.Add(label);
            if (context.Get(Mode) == SwitchMode.MatchFirst)
                break;
        }
        await context.CompleteActivityWithOutcomesAsync(matches.Count > 0 ? [.. matches] : [Default]);
    }
}
