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
        foreach (var handler in handlers) _handlers[handler.Type] = handler;
    }

    /// <summary>The types it knows, sorted.</summary>
    public IEnumerable<string> Types => _handlers.Keys.Order(StringComparer.Ordinal);

    /// <summary>Whether expressions of this type can be evaluated.</summary>
    public bool Knows(string type) => _handlers.ContainsKey(type);

    /// <summary>Evaluates an expression.</summary>
    /// <exception cref="UsageException">Its type is unknown, or it cannot be evaluated.</exception>
    public ValueTask<object?> EvaluateAsync(Expression expression, Type returnType, ExpressionExecutionContext context) =>
        _handlers.TryGetValue(expression.Type, out var handler)
            ? handler.EvaluateAsync(expression, returnType, context)
            : throw new UsageException($"This build cannot evaluate {expression.Type} expressions", null, $"use one of {string.Join(", ", Types)}");
}
