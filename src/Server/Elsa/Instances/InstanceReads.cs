using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Server.Access;
using Penstock.Workflows.Instances;
using Penstock.Workflows.Runtime;

namespace Penstock.Server.Elsa.Instances;

/// <summary>The list of runs, a run, its variables and its journal.</summary>
internal static class InstanceReads
{
    public static void MapInstanceReads(this RouteGroupBuilder routes)
    {
        var group = routes.MapGroup("/workflow-instances").RequireAuthorization(Permissions.ReadInstances);
        group
            .MapPost(
                "",
                async (HttpRequest request, InstanceQueries queries, CancellationToken ct) =>
                    await ListAsync(InstanceRequest.Read(await OptionalBody.ReadAsync(request, ct)), queries, ct)
            )
            .WithSummary("Runs that fit a filter, a page of them.");
        group
            .MapGet(
                "",
                (HttpRequest request, InstanceQueries queries, CancellationToken ct) =>
                    ListAsync(InstanceRequest.Read(request.Query), queries, ct)
            )
            .WithSummary("The same with the filter in the query.");
        group
            .MapGet(
                "/{id}",
                async (string id, InstanceQueries queries, CancellationToken ct) =>
                    await FindAsync(id, queries, ct) is { } instance
                        ? Results.Json(InstanceViews.Details(instance), ElsaJson.Options)
                        : Results.NotFound()
            )
            .WithSummary("A run with its state.");
        group.MapGet(
            "/{id}/execution-state",
            async (string id, InstanceQueries queries, CancellationToken ct) =>
                await FindAsync(id, queries, ct) is { } instance
                    ? Results.Json(
                        new
                        {
                            instance.Run.Status,
                            WorkflowSubStatus = instance.Run.SubStatus,
                            instance.Run.UpdatedAt,
                        },
                        ElsaJson.Options
                    )
                    : Results.NotFound()
        );
        group.MapGet("/{id}/variables", VariablesAsync);
        group
            .MapPost(
                "/{id}/journal",
                async (HttpRequest request, string id, JournalReader journal, CancellationToken ct) =>
                    await JournalAsync(
                        request,
                        id,
                        Filter((await OptionalBody.ReadAsync(request, ct))["filter"] as JsonObject),
                        journal,
                        ct
                    )
            )
            .WithSummary("The events of a run in their order, a page of them.");
        group.MapGet(
            "/{id}/journal",
            (HttpRequest request, string id, JournalReader journal, CancellationToken ct) =>
                JournalAsync(request, id, new JournalFilter(), journal, ct)
        );
    }

    private static async Task<object> ListAsync(
        InstanceRequest request,
        InstanceQueries queries,
        CancellationToken cancellationToken
    )
    {
        var page = await queries.ListAsync(
            request.Filter,
            request.Order,
            request.IsDescending,
            request.Skip,
            request.Take,
            cancellationToken
        );
        return new { items = page.Items.Select(InstanceViews.Summary), totalCount = page.TotalCount };
    }

    private static async Task<Instance?> FindAsync(
        string id,
        InstanceQueries queries,
        CancellationToken cancellationToken
    ) => Guid.TryParse(id, out var run) ? await queries.FindAsync(run, cancellationToken) : null;

    private static async Task<IResult> VariablesAsync(
        string id,
        VariableQueries queries,
        CancellationToken cancellationToken
    )
    {
        if (!Guid.TryParse(id, out var run) || await queries.ListAsync(run, cancellationToken) is not { } variables)
            return Results.NotFound();
        return Results.Json(new { items = variables, count = variables.Count }, ElsaJson.Options);
    }

    private static async Task<IResult> JournalAsync(
        HttpRequest request,
        string id,
        JournalFilter filter,
        JournalReader journal,
        CancellationToken cancellationToken
    )
    {
        var skip =
            request.Query.Whole("skip") ?? (request.Query.Whole("page") ?? 0) * (request.Query.Whole("pageSize") ?? 0);
        var take = request.Query.Whole("take") ?? request.Query.Whole("pageSize") ?? 100;
        if (
            !Guid.TryParse(id, out var run)
            || await journal.ReadAsync(run, filter, skip, take, cancellationToken) is not { } page
        )
            return Results.NotFound();
        return Results.Json(page, ElsaJson.Options);
    }

    private static JournalFilter Filter(JsonObject? filter) =>
        filter is null
            ? new()
            : new()
            {
                ActivityIds = Given(filter, "activityIds"),
                ActivityNodeIds = Given(filter, "activityNodeIds"),
                ExcludedActivityTypes = Given(filter, "excludedActivityTypes"),
                EventNames = Given(filter, "eventNames"),
            };

    private static IReadOnlyList<string>? Given(JsonObject filter, string name) =>
        filter[name] is JsonArray { Count: > 0 } ? filter.Texts(name) : null;
}
