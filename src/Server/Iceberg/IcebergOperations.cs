using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Penstock.Server.Iceberg;

/// <summary>
/// The operations of the catalogue's OpenAPI document: those that are there, which clients are told by <c>config</c>, and those
/// that are not, each with the reason that is answered (406, as the document has it for what a server does not support).
/// </summary>
internal static class IcebergOperations
{
    private const string Namespaces = "the zones are fixed";
    private const string Views = "views of the lake are models, and are changed there";
    private const string Planning = "scans are planned by the client, from the table's metadata";
    private const string Credentials = "files are read with rights that the object store gives";

    /// <summary>Those that are there.</summary>
    public static IReadOnlyList<string> There { get; } =
    [
        "GET /v1/{prefix}/namespaces",
        "GET /v1/{prefix}/namespaces/{namespace}",
        "HEAD /v1/{prefix}/namespaces/{namespace}",
        "GET /v1/{prefix}/namespaces/{namespace}/tables",
        "POST /v1/{prefix}/namespaces/{namespace}/tables",
        "GET /v1/{prefix}/namespaces/{namespace}/tables/{table}",
        "HEAD /v1/{prefix}/namespaces/{namespace}/tables/{table}",
        "POST /v1/{prefix}/namespaces/{namespace}/tables/{table}",
        "DELETE /v1/{prefix}/namespaces/{namespace}/tables/{table}",
        "POST /v1/{prefix}/namespaces/{namespace}/register",
        "POST /v1/{prefix}/tables/rename",
        "POST /v1/{prefix}/namespaces/{namespace}/tables/{table}/metrics",
        "POST /v1/{prefix}/transactions/commit",
    ];

    /// <summary>Those that are not, and why.</summary>
    public static IReadOnlyDictionary<string, string> Missing { get; } =
        new Dictionary<string, string>
        {
            ["POST /v1/{prefix}/namespaces"] = Namespaces,
            ["DELETE /v1/{prefix}/namespaces/{namespace}"] = Namespaces,
            ["POST /v1/{prefix}/namespaces/{namespace}/properties"] = Namespaces,
            ["GET /v1/{prefix}/namespaces/{namespace}/views"] = Views,
            ["POST /v1/{prefix}/namespaces/{namespace}/views"] = Views,
            ["GET /v1/{prefix}/namespaces/{namespace}/views/{view}"] = Views,
            ["POST /v1/{prefix}/namespaces/{namespace}/views/{view}"] = Views,
            ["DELETE /v1/{prefix}/namespaces/{namespace}/views/{view}"] = Views,
            ["HEAD /v1/{prefix}/namespaces/{namespace}/views/{view}"] = Views,
            ["POST /v1/{prefix}/views/rename"] = Views,
            ["POST /v1/{prefix}/namespaces/{namespace}/register-view"] = Views,
            ["GET /v1/{prefix}/namespaces/{namespace}/functions"] = "there are no functions",
            ["GET /v1/{prefix}/namespaces/{namespace}/functions/{function}"] = "there are no functions",
            ["POST /v1/{prefix}/namespaces/{namespace}/tables/{table}/plan"] = Planning,
            ["GET /v1/{prefix}/namespaces/{namespace}/tables/{table}/plan/{plan-id}"] = Planning,
            ["DELETE /v1/{prefix}/namespaces/{namespace}/tables/{table}/plan/{plan-id}"] = Planning,
            ["POST /v1/{prefix}/namespaces/{namespace}/tables/{table}/tasks"] = Planning,
            ["GET /v1/{prefix}/namespaces/{namespace}/tables/{table}/credentials"] = Credentials,
            ["POST /v1/{prefix}/namespaces/{namespace}/tables/{table}/sign"] = Credentials,
            ["POST /v1/{prefix}/namespaces/{namespace}/tables/{table}/unregister"] =
                "a table is taken out by dropping it; its files stay until they are swept",
        };

    // Clients ask whether there is a view of a name before they make a table: that there is none is true.
    private static readonly HashSet<string> NotFound =
    [
        "GET /v1/{prefix}/namespaces/{namespace}/views/{view}",
        "HEAD /v1/{prefix}/namespaces/{namespace}/views/{view}",
    ];

    /// <summary>Answers the operations that are not there.</summary>
    public static void MapMissing(RouteGroupBuilder api)
    {
        foreach (var (operation, reason) in Missing)
        {
            var parts = operation.Split(' ');
            var path = parts[1]["/v1/{prefix}".Length..].Replace("{plan-id}", "{plan}", StringComparison.Ordinal);
            var answer = NotFound.Contains(operation)
                ? IcebergAnswer.Error(
                    StatusCodes.Status404NotFound,
                    "NoSuchViewException",
                    $"There are no views: {reason}"
                )
                : IcebergAnswer.Error(
                    StatusCodes.Status406NotAcceptable,
                    "UnsupportedOperationException",
                    $"Not supported: {reason}"
                );
            api.MapMethods(path, [parts[0]], () => answer).ExcludeFromDescription();
        }
    }
}
