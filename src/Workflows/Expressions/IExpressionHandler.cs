namespace Penstock.Workflows.Expressions;

/// <summary>Evaluates expressions of one type.</summary>
public interface IExpressionHandler
{
    /// <summary>The type it evaluates, as definitions spell it.</summary>
    string Type { get; }

    /// <summary>The value, converted to <paramref name="returnType"/>.</summary>
    /// <exception cref="Penstock.Core.Errors.UsageException">It cannot be evaluated or converted; the message says
    /// why.</exception>
    ValueTask<object?> EvaluateAsync(Expression expression, Type returnType, ExpressionExecutionContext context);
}
