using Penstock.Core.Errors;

namespace Penstock.Workflows.Expressions;

/// <summary>The expression types that this process can evaluate.</summary>
public sealed class ExpressionRegistry
{
    private readonly Dictionary<string, IExpressionHandler> _handlers;

    /// <summary>A registry of these handlers; a later one replaces an earlier one of the same type.</summary>
    public ExpressionRegistry(IEnumerable<IExpressionHandler> handlers)
    {
        _handlers = new(StringComparer.OrdinalIgnoreCase);
        foreach (var handler in handlers)
            _handlers[handler.Type] = handler;
    }

    /// <summary>The types it can evaluate here, sorted.</summary>
    public IEnumerable<string> Types => _handlers.Keys.Where(Knows).Order(StringComparer.Ordinal);

    /// <summary>Whether expressions of this type can be evaluated.</summary>
    public bool Knows(string type) => WhyNot(type) is null;

    /// <summary>Null when expressions of this type can be evaluated here; else why not.</summary>
    public string? WhyNot(string type) =>
        _handlers.ContainsKey(type)
            ? null
            : ExpressionDescriptors.NotHere.GetValueOrDefault(type, "this build does not know the type");

    /// <summary>Evaluates an expression.</summary>
    /// <exception cref="UsageException">Its type is unknown, or it cannot be evaluated.</exception>
    public ValueTask<object?> EvaluateAsync(
        Expression expression,
        Type returnType,
        ExpressionExecutionContext context
    ) =>
        _handlers.TryGetValue(expression.Type, out var handler)
            ? handler.EvaluateAsync(expression, returnType, context)
            : throw new UsageException(
                $"{expression.Type} expressions cannot be evaluated: {WhyNot(expression.Type)}",
                null,
                $"use one of {string.Join(", ", Types)}"
            );
}
