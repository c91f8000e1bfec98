using Microsoft.AspNetCore.Http;
using Penstock.Server.Iceberg;

namespace Penstock.Server.Access.Authentication;

/// <summary>What kind of answer a path's callers understand.</summary>
internal static class Areas
{
    public static bool IsElsa(PathString path) => path.StartsWithSegments("/elsa/api");

    public static bool IsHub(PathString path) => path.StartsWithSegments("/elsa/hubs");

    /// <summary>Whether a person's browser asks for a page, which is answered with a page.</summary>
    public static bool IsPage(HttpContext context) =>
        !context.Request.Path.StartsWithSegments("/elsa")
        && !context.Request.Path.StartsWithSegments("/api")
        && !context.Request.Path.StartsWithSegments("/openapi")
        && !IsWorkflowEndpoint(context.Request.Path)
        && !IsIceberg(context.Request.Path);

    /// <summary>Whether it is the lake's catalogue, whose clients know errors in a form of their own.</summary>
    public static bool IsIceberg(PathString path) => path.StartsWithSegments(IcebergEndpoints.Root);

    /// <summary>Whether it is an endpoint of a workflow, which programs call.</summary>
    public static bool IsWorkflowEndpoint(PathString path) => path.StartsWithSegments("/workflows/http");

    public static bool IsSafe(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);
}
