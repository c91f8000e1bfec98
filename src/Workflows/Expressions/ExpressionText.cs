using System.Text.Json.Nodes;

namespace Penstock.Workflows.Expressions;

/// <summary>The source text of an expression.</summary>
internal static class ExpressionText
{
    public static string Of(Expression expression) =>
        expression.Value switch
        {
            null => "",
            string text => text,
            JsonValue json when json.TryGetValue<string>(out var text) => text,
            JsonNode json => json.ToJsonString(),
            var other => other.ToString() ?? "",
        };
}
