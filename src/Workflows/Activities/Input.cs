using Penstock.Workflows.Expressions;

namespace Penstock.Workflows.Activities;

/// <summary>An input of an activity: an expression that is evaluated before each execution.</summary>
public abstract class Input
{
    internal Input(Expression? expression, Type type)
    {
        Expression = expression;
        Type = type;
    }

    /// <summary>What is evaluated; null when the definition gives no value.</summary>
    public Expression? Expression { get; internal set; }

    /// <summary>The type of the value.</summary>
    public Type Type { get; }
}
