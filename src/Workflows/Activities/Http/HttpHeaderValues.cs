using System.Collections;
using System.Text.Json.Nodes;

namespace Penstock.Workflows.Activities.Http;

/// <summary>Reads the values of a header: one, or a list.</summary>
public static class HttpHeaderValues
{
    /// <summary>The values as text.</summary>
    public static string[] Of(object? value) =>
        value switch
        {
            null => [],
            string text => [text],
            System.Text.Json.JsonElement element => Of(JsonNode.Parse(element.GetRawText())),
            JsonArray array => [.. array.Select(i => i?.ToString() ?? "")],
            JsonNode node => [node.ToString()],
            IEnumerable items => [.. items.Cast<object?>().Select(i => i?.ToString() ?? "")],
            _ => [value.ToString() ?? ""],
        };
}
