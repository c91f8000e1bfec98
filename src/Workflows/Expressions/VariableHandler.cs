using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Core.Errors;
using Penstock.Workflows.Definitions;

namespace Penstock.Workflows.Expressions;

/// <summary>
/// The value of a variable, referred to by the variable's JSON: as an object (servers) or as text that holds it (Studio).
/// </summary>
internal sealed class VariableHandler : IExpressionHandler
{
    public string Type => "Variable";

    public ValueTask<object?> EvaluateAsync(Expression expression, Type returnType, ExpressionExecutionContext context)
    {
        var (id, name) = Reference(expression.Value);
        var value =
            context.Memory.Find(id)
            ?? context.Memory.Find(name)
            ?? throw new UsageException(
                "The expression refers to a variable that is not declared here",
                name ?? id,
                "declare it in the workflow's variables, or pick another"
            );
        return new(ValueConverter.Convert(value.Value, returnType));
    }

    internal static (string? Id, string? Name) Reference(object? value) =>
        value switch
        {
            JsonObject json => (json.Text("id"), json.Text("name")),
            JsonValue json when json.TryGetValue<string>(out var text) => Reference(text),
            string text when text.TrimStart().StartsWith('{') => Reference(Parse(text)),
            string text => (text, text),
            _ => (null, null),
        };

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException e)
        {
            throw new UsageException(
                "A variable reference is not JSON",
                null,
                "pick the variable again in the editor",
                e
            );
        }
    }
}
