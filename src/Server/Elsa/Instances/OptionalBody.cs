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
        return string.IsNullOrWhiteSpace(text) || text == "null" ? [] : await JsonBody.ReadAsync(text);
    }
}
