using Penstock.Workflows.Definitions;
using Penstock.Workflows.Expressions;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Activities;

/// <summary>What a trigger sees when its workflow is published: its inputs, evaluated without a run.</summary>
public sealed class TriggerIndexingContext
{
    private readonly ExpressionRegistry _expressions;
    private readonly ExpressionExecutionContext _seen;

    internal TriggerIndexingContext(
        WorkflowDefinition definition,
        ActivityNode node,
        ExpressionRegistry expressions,
        ExpressionExecutionContext seen
    )
    {
        Definition = definition;
        Node = node;
        _expressions = expressions;
        _seen = seen;
    }

    /// <summary>The workflow.</summary>
    public WorkflowDefinition Definition { get; }

    /// <summary>The trigger's node.</summary>
    public ActivityNode Node { get; }

    /// <summary>The kind that the trigger is found by; the activity's type unless the activity says otherwise.</summary>
    public string? TriggerName { get; set; }

    /// <summary>Ends when publishing is given up.</summary>
    public CancellationToken CancellationToken => _seen.CancellationToken;

    /// <summary>The value of an input; expressions see the workflow's variables with their defaults.</summary>
    public async ValueTask<T?> GetAsync<T>(Input<T>? input) =>
        input?.Expression is { } expression
            ? (T?)await _expressions.EvaluateAsync(expression, typeof(T), _seen)
            : default;
}
