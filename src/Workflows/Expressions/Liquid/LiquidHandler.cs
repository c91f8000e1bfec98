using Penstock.Workflows.Expressions.JavaScript;

namespace Penstock.Workflows.Expressions.Liquid;

/// <summary>Liquid templates, rendered to text, which becomes what the input wants.</summary>
internal sealed class LiquidHandler(JavaScriptSandbox sandbox) : IExpressionHandler, IExpressionAvailability
{
    public const string TypeName = "Liquid";

    public string Type => TypeName;

    public string? Unavailable => JavaScriptSandbox.Unavailable ?? LiquidSource.Missing;

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
        var host = new ExpressionHost(context, sandbox.MaxResultLength);
        return ScriptValues.Decode(
            await sandbox.RenderAsync(template, host, context.CancellationToken),
            returnType,
            host.Streams
        );
    }
}
