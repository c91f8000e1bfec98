using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Core.Errors;
using Penstock.Workflows.Definitions;

namespace Penstock.Workflows.Expressions;

/// <summary>
/// JSON text. The dictionary editor wraps each member in an expression of its own
/// (<c>{"owner":{"type":"Literal","value":"finance"}}</c>); where every member has that form, the members are evaluated.
/// </summary>
internal sealed class ObjectHandler(Func<ExpressionRegistry> registry) : IExpressionHandler
{
    public const string TypeName = "Object";

    public string Type => TypeName;

    public async ValueTask<object?> EvaluateAsync(
        Expression expression,
        Type returnType,
        ExpressionExecutionContext context
    )
    {
        var node = Parse(expression.Value);
        if (node is JsonObject json && json.Count > 0 && json.All(m => IsExpression(m.Value)))
        {
            var members = new JsonObject();
            foreach (var (name, member) in json)
            {
                var value = await registry()
                    .EvaluateAsync(Expression.Read(member!.AsObject()), typeof(object), context);
                members[name] = JsonSerializer.SerializeToNode(value, ValueConverter.Json);
            }
            node = members;
        }
        return ValueConverter.Convert(node, returnType);
    }

    private bool IsExpression(JsonNode? node) =>
        node is JsonObject { Count: 2 } json
        && json.ContainsKey("value")
        && json.Text("type") is { } type
        && registry().Knows(type);

    private static JsonNode? Parse(object? value)
    {
        var text = value switch
        {
            JsonValue json when json.TryGetValue<string>(out var s) => s,
            string s => s,
            _ => null,
        };
        if (text is null)
            return value as JsonNode ?? JsonSerializer.SerializeToNode(value, ValueConverter.Json);
        if (string.IsNullOrWhiteSpace(text))
            return null;
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException e)
        {
            throw new UsageException(
                "An Object expression is not JSON",
                text.Length > 80 ? text[..80] + "…" : text,
                "mend the value in the editor",
                e
            );
        }
    }
}
