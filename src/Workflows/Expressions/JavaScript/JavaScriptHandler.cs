using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Workflows.Activities.Descriptors;

namespace Penstock.Workflows.Expressions.JavaScript;

/// <summary>
/// JavaScript: an expression, or statements whose last value or <c>return</c> is the result. docs/reference/expressions.md
/// lists the globals.
/// </summary>
internal sealed class JavaScriptHandler(JavaScriptSandbox sandbox, ActivityRegistry activities) : IExpressionHandler
{
    public const string TypeName = "JavaScript";

    public string Type => TypeName;

    public ValueTask<object?> EvaluateAsync(
        Expression expression,
        Type returnType,
        ExpressionExecutionContext context
    ) => EvaluateAsync(ExpressionText.Of(expression), returnType, context, null);

    /// <param name="source">The script.</param>
    /// <param name="returnType">What the result becomes.</param>
    /// <param name="context">What it sees.</param>
    /// <param name="setOutcomes">Takes the outcomes that it chooses; null when it has no <c>setOutcome</c>.</param>
    public async ValueTask<object?> EvaluateAsync(
        string source,
        Type returnType,
        ExpressionExecutionContext context,
        Action<string[]>? setOutcomes
    )
    {
        if (string.IsNullOrWhiteSpace(source))
            return ValueConverter.Convert(null, returnType);
        // Text that is to become JSON is a JSON string to a script, and source text to the converter.
        if (
            !typeof(JsonNode).IsAssignableFrom(returnType)
            && returnType != typeof(JsonElement)
            && DirectRead.TryRead(source, context, out var value)
        )
            return ValueConverter.Convert(value, returnType);
        var host = new ExpressionHost(context, sandbox.MaxResultLength, setOutcomes);
        var accessors = Accessors.For(source, context, activities, setOutcomes is not null);
        return ScriptValues.Decode(
            await sandbox.EvaluateAsync(source, accessors, host, context.CancellationToken),
            returnType,
            host.Streams
        );
    }
}
