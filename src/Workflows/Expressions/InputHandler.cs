using Penstock.Core.Errors;

namespace Penstock.Workflows.Expressions;

/// <summary>The value of a workflow input, referred to by the input's JSON in either form; matched by name.</summary>
internal sealed class InputHandler : IExpressionHandler
{
    public string Type => "Input";

    public ValueTask<object?> EvaluateAsync(Expression expression, Type returnType, ExpressionExecutionContext context)
    {
        var (id, name) = VariableHandler.Reference(expression.Value);
        var key =
            name
            ?? id
            ?? throw new UsageException(
                "An Input expression names no input",
                null,
                "pick the input again in the editor"
            );
        return new(ValueConverter.Convert(context.Workflow.Input.GetValueOrDefault(key), returnType));
    }
}
