using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Server.Access;
using Penstock.Server.Audit;
using Penstock.Workflows.Definitions.Store;
using Penstock.Workflows.Instances;
using Penstock.Workflows.Runtime;

namespace Penstock.Server.Elsa.Instances;

/// <summary>Cancels and deletes runs.</summary>
internal static class InstanceChanges
{
    // What one request may name by a filter; the rest is left for the next.
    private const int MostAtOnce = 10_000;

    public static void MapInstanceChanges(this RouteGroupBuilder routes)
    {
        routes
            .MapPost(
                "/cancel/workflow-instances/{id}",
                async (string id, InstanceStore store, RunControl control, CancellationToken ct) =>
                    !Guid.TryParse(id, out var run) ? Results.NotFound()
                    : await control.CancelAsync(run, ct) || await store.ExistsAsync(run, ct) ? Results.Ok()
                    : Results.NotFound()
            )
            .RequireAuthorization(Permissions.CancelInstances)
            .WithSummary("Cancels a run; one that has ended stays as it is.");
        routes
            .MapPost("/bulk-actions/cancel/workflow-instances", BulkCancelAsync)
            .RequireAuthorization(Permissions.CancelInstances);
        routes
            .MapDelete(
                "/workflow-instances/{id}",
                async (
                    string id,
                    InstanceStore store,
                    WorkflowRuntime runtime,
                    AuditTrail audit,
                    CancellationToken ct
                ) =>
                    Guid.TryParse(id, out var run) && await DeleteAsync([run], store, runtime, audit, ct) == 1
                        ? Results.NoContent()
                        : Results.NotFound()
            )
            .RequireAuthorization(Permissions.DeleteInstances)
            .Produces(StatusCodes.Status204NoContent)
            .WithSummary("Deletes a run and all that is known of it; one that goes on is cancelled first.");
        routes
            .MapPost(
                "/bulk-actions/delete/workflow-instances/by-id",
                async (
                    HttpRequest request,
                    InstanceStore store,
                    WorkflowRuntime runtime,
                    AuditTrail audit,
                    CancellationToken ct
                ) =>
                {
                    var ids = RunIds.Of((await JsonBody.ReadAsync(request, ct)).Texts("ids"));
                    return Results.Json(
                        new { deleted = await DeleteAsync(ids, store, runtime, audit, ct) },
                        ElsaJson.Options
                    );
                }
            )
            .RequireAuthorization(Permissions.DeleteInstances);
    }

    private static async Task<IResult> BulkCancelAsync(
        HttpRequest request,
        InstanceQueries queries,
        IDefinitionLookup definitions,
        RunControl control,
        CancellationToken cancellationToken
    )
    {
        var body = await JsonBody.ReadAsync(request, cancellationToken);
        var filter = new InstanceFilter { Statuses = [WorkflowStatus.Running] };
        if (body["ids"] is JsonArray { Count: > 0 })
            filter = filter with { Ids = RunIds.Of(body.Texts("ids")) };
        else if (body.Text("definitionVersionId") is { Length: > 0 } version)
            filter = filter with { DefinitionVersionIds = [version] };
        else if (body.Text("definitionId") is { Length: > 0 } definitionId)
        {
            filter = filter with { DefinitionIds = [definitionId] };
            if (body["versionOptions"]?.ToString() is { Length: > 0 } versions)
            {
                if (
                    await definitions.FindAsync(definitionId, VersionOptions.Parse(versions), cancellationToken)
                    is not { } found
                )
                    return Results.Json(new { cancelled = 0 }, ElsaJson.Options);
                if (versions is not "AllVersions")
                    filter = filter with { DefinitionVersionIds = [found.Info.Id] };
            }
        }
        else
            return ElsaErrors.Answer(["Name the runs to cancel by ids, definitionVersionId or definitionId"]);
        var ids = await queries.IdsAsync(filter, MostAtOnce, cancellationToken);
        return Results.Json(new { cancelled = await control.CancelAsync(ids, cancellationToken) }, ElsaJson.Options);
    }

    private static async Task<int> DeleteAsync(
        IReadOnlyList<Guid> ids,
        InstanceStore store,
        WorkflowRuntime runtime,
        AuditTrail audit,
        CancellationToken cancellationToken
    )
    {
        foreach (var id in ids)
            await runtime.CancelAsync(id, cancellationToken);
        var gone = await store.DeleteAsync(ids, cancellationToken);
        foreach (var run in gone)
            await audit.RecordAsync(
                "workflow-run.deleted",
                run.Id.ToString(),
                new
                {
                    run.DefinitionId,
                    run.SubStatus,
                    run.CreatedAt,
                },
                cancellationToken: cancellationToken
            );
        return gone.Count;
    }
}
