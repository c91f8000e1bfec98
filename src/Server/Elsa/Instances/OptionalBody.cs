using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Penstock.Core.Errors;

namespace Penstock.Server.Elsa.Instances;

/// <summary>Bodies that clients may leave out.</summary>
internal static class OptionalBody
{
    /// <summary>The body; an empty object when there is none.</summary>
    /// <exception cref="UsageException">It is there and no JSON object.</exception>
    public static async Task<JsonObject> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(request.Body, leaveOpen: true);
        var text = await reader.ReadToEndAsync(cancellationToken);
        if (string.IsNullOrWhiteSpace(text) || text == "null") return [];
        try
        {
            return JsonNode.Parse(text) as JsonObject ?? throw new UsageException("The body holds something else than a JSON object", null, "send a JSON object");
        }
        catch (JsonException e)
        {
            throw new UsageException($"The body is not JSON (line {e.LineNumber + 1}, position {e.BytePositionInLine + 1})", null, "send a JSON object", e);
        }
    }
}
