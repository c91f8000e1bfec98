using Penstock.Workflows.Expressions;

namespace Penstock.Workflows.Activities;

/// <summary>
/// An input of type <typeparamref name="T"/>; read its value with <see cref="ActivityExecutionContext.Get{T}(Input{T}?)"/>.
/// </summary>
public class Input<T> : Input
{
    /// <summary>An input without a value.</summary>
    public Input()
        : base(null, typeof(T)) { }

    /// <summary>An input with a fixed value, as a default of a property for instance.</summary>
    public Input(T literal)
        : base(Expression.Literal(literal), typeof(T)) { }

    /// <summary>An input with an expression.</summary>
    public Input(Expression expression)
        : base(expression, typeof(T)) { }

    /// <summary>The value in this execution.</summary>
    public T? Get(ActivityExecutionContext context) => context.Get(this);

    /// <summary>The value in this execution, or the given one when the definition gives none.</summary>
    public T GetOrDefault(ActivityExecutionContext context, Func<T> defaultValue) =>
        context.Get(this) ?? defaultValue();
}
