using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Server.Access;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Definitions.Store;

namespace Penstock.Server.Elsa.Definitions;

/// <summary>Endpoints that look at definitions.</summary>
internal static class DefinitionReads
{
    public static void MapDefinitionReads(this RouteGroupBuilder routes)
    {
        var group = routes.MapGroup("/workflow-definitions").RequireAuthorization(Permissions.ReadDefinitions);
        group.MapGet("/", ListAsync);
        group.MapGet(
            "/by-definition-id/{definitionId}",
            async (
                string definitionId,
                HttpRequest request,
                IDefinitionStore store,
                DefinitionViews views,
                CancellationToken ct
            ) =>
                await store.FindAsync(definitionId, Versions(request, VersionOptions.Latest), ct) is { } stored
                    ? Results.Ok(views.Full(stored))
                    : Results.NotFound()
        );
        group.MapGet(
            "/by-id/{id}",
            async (string id, IDefinitionStore store, DefinitionViews views, CancellationToken ct) =>
                await store.FindVersionAsync(id, ct) is { } stored ? Results.Ok(views.Full(stored)) : Results.NotFound()
        );
        group.MapGet("/many-by-id", ManyAsync);
        group.MapGet(
            "/query/count",
            async (HttpRequest request, IDefinitionStore store, CancellationToken ct) =>
                new { count = (await store.ListAsync(Query(request) with { Skip = 0, Take = 0 }, ct)).TotalCount }
        );
        group.MapGet(
            "/validation/is-name-unique",
            async (HttpRequest request, IDefinitionStore store, CancellationToken ct) =>
                new
                {
                    isUnique = await store.IsNameUniqueAsync(
                        request.Query.Text("name") ?? "",
                        request.Query.Text("definitionId"),
                        ct
                    ),
                }
        );
        group.MapGet(
            "/{definitionId}/consumers",
            async (string definitionId, IDefinitionStore store, CancellationToken ct) =>
                new
                {
                    consumingWorkflowDefinitions = (await store.ConsumersAsync(definitionId, ct)).Select(c =>
                        c.DefinitionId
                    ),
                }
        );
        group.MapGet(
            "/subgraph/{id}",
            async (string id, HttpRequest request, IDefinitionStore store, ActivityGraph graph, CancellationToken ct) =>
                await store.FindVersionAsync(id, ct) is { } stored
                && await graph.SubgraphAsync(stored, request.Query.Text("parentNodeId"), ct) is { } node
                    ? Results.Ok(node)
                    : Results.NotFound()
        );
        group.MapGet(
            "/subgraph/segments/{id}",
            async (string id, HttpRequest request, IDefinitionStore store, ActivityGraph graph, CancellationToken ct) =>
                await store.FindVersionAsync(id, ct) is { } stored
                && await graph.SegmentsAsync(stored, request.Query.Text("childNodeId") ?? "", ct) is { } path
                    ? Results.Ok(path)
                    : Results.NotFound()
        );
    }

    private static async Task<object> ListAsync(
        HttpRequest request,
        IDefinitionStore store,
        DefinitionViews views,
        CancellationToken cancellationToken
    ) => Results.Json(views.Page(await store.ListAsync(Query(request), cancellationToken)), ElsaJson.Options);

    private static async Task<object> ManyAsync(
        HttpRequest request,
        IDefinitionStore store,
        DefinitionViews views,
        CancellationToken cancellationToken
    )
    {
        var items = new List<object>();
        foreach (var id in request.Query.Texts("ids"))
        {
            if (await store.FindVersionAsync(id, cancellationToken) is { } stored)
                items.Add(views.Full(stored));
        }
        return new { items, count = items.Count };
    }

    private static DefinitionQuery Query(HttpRequest request)
    {
        var query = request.Query;
        var size = query.Whole("PageSize") is { } given ? Math.Clamp(given, 1, 10_000) : (int?)null;
        return new()
        {
            // An absent or empty text means any version, so that names of old ones are found by their ids.
            Versions = VersionOptions.Parse(query["versionOptions"].FirstOrDefault() ?? "Latest"),
            DefinitionIds = query.Texts("DefinitionIds"),
            Ids = query.Texts("Ids"),
            SearchTerm = query.Text("SearchTerm"),
            Name = query.Text("Name"),
            IsSystem = query.Flag("IsSystem"),
            IsReadonly = query.Flag("IsReadonly"),
            UsableAsActivity = query.Flag("UsableAsActivity"),
            OrderBy = query.Choice("OrderBy", DefinitionOrder.Name),
            Descending = query.Descending(),
            Skip = size is { } s ? (int)Math.Min((long)Math.Max(0, query.Whole("Page") ?? 0) * s, int.MaxValue) : 0,
            Take = size,
        };
    }

    internal static VersionOptions Versions(HttpRequest request, VersionOptions other) =>
        request.Query.Text("versionOptions") is { } text ? VersionOptions.Parse(text) : other;
}
