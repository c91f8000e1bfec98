namespace Penstock.Workflows.Expressions;

/// <summary>A value as it stands. The Studio writes every literal as text, so text becomes what the input wants.</summary>
internal sealed class LiteralHandler : IExpressionHandler
{
    public const string TypeName = "Literal";

    public string Type => TypeName;

    public ValueTask<object?> EvaluateAsync(
        Expression expression,
        Type returnType,
        ExpressionExecutionContext context
    ) => new(ValueConverter.Convert(expression.Value, returnType));
}
