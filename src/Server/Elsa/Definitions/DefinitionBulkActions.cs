using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Server.Access;
using Penstock.Workflows.Definitions.Store;

namespace Penstock.Server.Elsa.Definitions;

/// <summary>Endpoints that change many definitions; each definition is a commit of its own.</summary>
internal static class DefinitionBulkActions
{
    public static void MapDefinitionBulkActions(this RouteGroupBuilder routes)
    {
        var group = routes.MapGroup("/bulk-actions");
        group
            .MapPost("/publish/workflow-definitions/by-definition-ids", PublishAsync)
            .RequireAuthorization(Permissions.PublishDefinitions);
        group
            .MapPost("/retract/workflow-definitions/by-definition-ids", RetractAsync)
            .RequireAuthorization(Permissions.RetractDefinitions);
        group
            .MapPost(
                "/delete/workflow-definitions/by-definition-id",
                async (HttpRequest request, DefinitionChanges changes, CancellationToken ct) =>
                    new
                    {
                        deleted = await changes.DeleteAsync(
                            (await JsonBody.ReadAsync(request, ct)).Texts("definitionIds"),
                            ct
                        ),
                    }
            )
            .RequireAuthorization(Permissions.DeleteDefinitions);
        group
            .MapPost(
                "/delete/workflow-definitions/by-id",
                async (HttpRequest request, DefinitionChanges changes, CancellationToken ct) =>
                    new
                    {
                        deleted = await changes.DeleteVersionsAsync(
                            (await JsonBody.ReadAsync(request, ct)).Texts("ids"),
                            ct
                        ),
                    }
            )
            .RequireAuthorization(Permissions.DeleteDefinitions);
    }

    private static async Task<object> PublishAsync(
        HttpRequest request,
        DefinitionChanges changes,
        CancellationToken cancellationToken
    )
    {
        List<string> published = [],
            alreadyPublished = [],
            notFound = [],
            updatedConsumers = [];
        var problems = new List<DefinitionRefusedException>();
        foreach (var id in (await JsonBody.ReadAsync(request, cancellationToken)).Texts("definitionIds"))
        {
            try
            {
                var outcome = await changes.PublishAsync(id, cancellationToken);
                (
                    outcome is null ? notFound
                    : outcome.Result.AlreadyPublished ? alreadyPublished
                    : published
                ).Add(id);
                updatedConsumers.AddRange(outcome?.UpdatedConsumers.Select(c => c.DefinitionId) ?? []);
            }
            catch (DefinitionRefusedException e)
            {
                problems.Add(e);
            }
        }
        // What could be published is; the rest is told as an error, so that nobody takes it for published.
        return problems.Count == 0
            ? new
            {
                published,
                alreadyPublished,
                notFound,
                updatedConsumers,
            }
            : ElsaErrors.Answer([.. problems.Select(p => p.Message)]);
    }

    private static async Task<object> RetractAsync(
        HttpRequest request,
        DefinitionChanges changes,
        IDefinitionStore store,
        CancellationToken cancellationToken
    )
    {
        List<string> retracted = [],
            alreadyRetracted = [],
            notFound = [];
        foreach (var id in (await JsonBody.ReadAsync(request, cancellationToken)).Texts("definitionIds"))
        {
            var versions = (
                await store.ListAsync(
                    new() { Versions = VersionOptions.LatestOrPublished, DefinitionIds = [id] },
                    cancellationToken
                )
            ).Items;
            if (versions.Any(v => v.IsPublished))
                await changes.RetractAsync(id, cancellationToken);
            (
                versions.Count == 0 ? notFound
                : versions.Any(v => v.IsPublished) ? retracted
                : alreadyRetracted
            ).Add(id);
        }
        return new
        {
            retracted,
            alreadyRetracted,
            notFound,
        };
    }
}
