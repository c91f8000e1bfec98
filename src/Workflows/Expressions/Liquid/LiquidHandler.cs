using Penstock.Workflows.Expressions.JavaScript;

namespace Penstock.Workflows.Expressions.Liquid;

/// <summary>Liquid templates, rendered by Fluid to text, which becomes what the input wants.</summary>
internal sealed class LiquidHandler(JavaScriptSandbox sandbox) : IExpressionHandler
{
    public const string TypeName = "Liquid";

    public string Type => TypeName;

    public async ValueTask<object?> EvaluateAsync(
        Expression expression,
        Type returnType,
        ExpressionExecutionContext context
    )
    {
        var template = ExpressionText.Of(expression);
        // Text without markup is its own rendering.
        if (!template.Contains("{{", StringComparison.Ordinal) && !template.Contains("{%", StringComparison.Ordinal))
            return ValueConverter.Convert(template, returnType);
        var text = await sandbox.RunAsync(
            TypeName,
            template,
            limits => LiquidRun.Render(template, context, limits),
            context.CancellationToken
        );
        return ValueConverter.Convert(text, returnType);
    }
}
