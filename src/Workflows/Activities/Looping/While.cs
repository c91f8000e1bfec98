using Penstock.Workflows.Activities.Attributes;
using Penstock.Workflows.Expressions;

namespace Penstock.Workflows.Activities.Looping;

/// <summary>Runs its body as long as a condition holds.</summary>
[Activity("Elsa", "Looping", "Runs its body as long as a condition holds.")]
public sealed class While : Activity, IControlFlow, ILoop
{
    /// <summary>Decides before each round.</summary>
    [Input(Description = "Decides before each round.", UIHint = InputUIHints.SingleLine, AutoEvaluate = false)]
    public Input<bool> Condition { get; set; } = new();

    /// <summary>Runs each round.</summary>
    public IActivity? Body { get; set; }

    /// <inheritdoc/>
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context) => NextAsync(context);

    private ValueTask ChildCompletedAsync(ActivityCompletedContext completed) => NextAsync(completed.TargetContext);

    private async ValueTask NextAsync(ActivityExecutionContext context)
    {
        var holds =
            Condition.Expression is { } condition
            && await context
                .GetRequiredService<ExpressionRegistry>()
                .EvaluateAsync(
                    condition,
                    typeof(bool),
                    new(context.Memory, context.WorkflowExecutionContext, context.CancellationToken)
                )
                is true;
        if (holds && Body is not null)
            await context.ScheduleActivityAsync(Body, ChildCompletedAsync);
        else
            await context.CompleteActivityAsync();
    }
}
