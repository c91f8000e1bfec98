using System.Text.Json.Nodes;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Expressions;

namespace Penstock.Workflows.Activities.Flow;

/// <summary>What the definition says about how a flowchart's activities are joined.</summary>
internal static class FlowSettings
{
    /// <summary>The custom property, of the definition or the run, that chooses the mode.</summary>
    public const string ModeKey = "Flowchart:ExecutionMode";

    /// <summary>The mode: the run's choice, the flowchart's, the workflow's, or counter-based.</summary>
    public static FlowchartMode ModeOf(ActivityExecutionContext context)
    {
        var workflow = context.WorkflowExecutionContext;
        var text = workflow.Properties.TryGetValue(ModeKey, out var chosen)
            ? chosen?.ToString()
            : context.Activity.CustomProperties.Text(ModeKey)
                ?? workflow.Definition.Json.Object("customProperties")?.Text(ModeKey);
        return Enum.TryParse<FlowchartMode>(text, ignoreCase: true, out var mode) ? mode : FlowchartMode.CounterBased;
    }

    /// <summary>How each join of a counter-based flowchart waits, by its place.</summary>
    public static async ValueTask<Dictionary<int, FlowJoinMode>> JoinsAsync(
        IList<IActivity> activities,
        ActivityExecutionContext context
    )
    {
        var modes = new Dictionary<int, FlowJoinMode>();
        for (var i = 0; i < activities.Count; i++)
        {
            if (activities[i] is FlowJoin join)
                modes[i] = await JoinAsync(join, context);
        }
        return modes;
    }

    /// <summary>
    /// How tokens are merged at each activity of a token-based flowchart, by its place; those that say nothing stream.
    /// </summary>
    public static async ValueTask<Dictionary<int, MergeMode>> MergesAsync(
        IList<IActivity> activities,
        ActivityExecutionContext context
    )
    {
        var modes = new Dictionary<int, MergeMode>();
        for (var i = 0; i < activities.Count; i++)
        {
            if (
                Enum.TryParse<MergeMode>(
                    activities[i].CustomProperties.Text("mergeMode"),
                    ignoreCase: true,
                    out var mode
                )
            )
                modes[i] = mode;
            else if (activities[i] is FlowJoin join)
                modes[i] = await JoinAsync(join, context) == FlowJoinMode.WaitAny ? MergeMode.Race : MergeMode.Merge;
        }
        return modes;
    }

    private static async ValueTask<FlowJoinMode> JoinAsync(FlowJoin join, ActivityExecutionContext context) =>
        join.Mode?.Expression is not { } expression
            ? FlowJoinMode.WaitAny
            : (FlowJoinMode)
                (
                    await context
                        .GetRequiredService<ExpressionRegistry>()
                        .EvaluateAsync(
                            expression,
                            typeof(FlowJoinMode),
                            new(context.Memory, context.WorkflowExecutionContext, context.CancellationToken)
                        )
                )!;
}
