using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.OpenApi;

namespace Penstock.Server.Hosting;

/// <summary>
/// The statuses that an operation may answer with besides its own, as they follow from what it is: whether it takes a key, a
/// body, names in its path.
/// </summary>
internal sealed class OpenApiStatuses : IOpenApiOperationTransformer
{
    public Task TransformAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        var (call, facts) = (context.Description, context.Description.ActionDescriptor.EndpointMetadata);
        var path = $"/{call.RelativePath}";
        operation.Responses ??= [];
        Add(operation, 400, "The request is not understood; the text says what to do");
        Add(operation, 503, "The database or the object store cannot be reached; try again");
        if (facts.OfType<IAuthorizeData>().Any() && !facts.OfType<IAllowAnonymous>().Any())
        {
            Add(operation, 401, "Nobody is signed in, or the key is not valid");
            Add(operation, 403, "The roles, or the key's permissions, do not allow it");
        }
        if (path.Contains('{', StringComparison.Ordinal) || path.Contains("bulk-actions", StringComparison.Ordinal))
            Add(operation, 404, "There is no such thing");
        if (facts.OfType<EnableRateLimitingAttribute>().Any())
            Add(operation, 429, "Too many attempts; Retry-After says when to try again");
        if (HttpMethods.IsGet(call.HttpMethod!) || HttpMethods.IsHead(call.HttpMethod!))
            return Task.CompletedTask;
        Add(operation, 409, "It was changed by somebody else, or is there already");
        Add(operation, 413, "The body is too large");
        Add(operation, 415, "The body's type or encoding is not understood");
        return Task.CompletedTask;
    }

    private static void Add(OpenApiOperation operation, int status, string description) =>
        operation.Responses!.TryAdd(
            status.ToString(CultureInfo.InvariantCulture),
            new OpenApiResponse { Description = description }
        );
}
