using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Core.Errors;
using Penstock.Server.Access;
using Penstock.Server.Access.Authentication;
using Penstock.Server.Hosting;
using Penstock.Workflows.Definitions.Store;

namespace Penstock.Server.Elsa.Definitions;

/// <summary>Endpoints that change one definition.</summary>
internal static class DefinitionWrites
{
    public static void MapDefinitionWrites(this RouteGroupBuilder routes)
    {
        var group = routes.MapGroup("/workflow-definitions");
        group.MapPost("/", SaveAsync).RequireAuthorization(Permissions.WriteDefinitions);
        group.MapPost("/import", ImportAsync).RequireAuthorization(Permissions.WriteDefinitions);
        group.MapPut("/import", ImportAsync).RequireAuthorization(Permissions.WriteDefinitions);
        group
            .MapPost("/import-files", ImportFilesAsync)
            .RequireAuthorization(Permissions.WriteDefinitions)
            .DisableAntiforgery();
        group.MapPost("/{definitionId}/publish", PublishAsync).RequireAuthorization(Permissions.PublishDefinitions);
        group.MapPost("/{definitionId}/retract", RetractAsync).RequireAuthorization(Permissions.RetractDefinitions);
        group
            .MapPost("/{definitionId}/revert/{version:int}", RevertAsync)
            .RequireAuthorization(Permissions.WriteDefinitions);
        group
            .MapPost("/{definitionId}/update-references", UpdateReferencesAsync)
            .RequireAuthorization(Permissions.WriteDefinitions);
        group
            .MapDelete("/{definitionId}", DeleteAsync)
            .RequireAuthorization(Permissions.DeleteDefinitions)
            .Produces(StatusCodes.Status204NoContent);
        routes
            .MapDelete("/workflow-definition-versions/{id}", DeleteVersionAsync)
            .RequireAuthorization(Permissions.DeleteDefinitions)
            .Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> SaveAsync(
        HttpContext context,
        DefinitionChanges changes,
        DefinitionViews views,
        ICurrentUser user,
        CancellationToken cancellationToken
    )
    {
        var body = await JsonBody.ReadAsync(context.Request, cancellationToken);
        // Programs may send the definition alone.
        var model =
            body["model"] as JsonObject
            ?? (
                body["root"] is JsonObject
                    ? body
                    : throw new UsageException(
                        "The body holds no workflow definition",
                        "\"model\" is missing",
                        "send {\"model\": {…}, \"publish\": false}"
                    )
            );
        var publish = body.Flag("publish");
        if (publish && !user.Has(Permissions.PublishDefinitions))
        {
            await Refusals.ForbidAsync(context);
            return Results.Empty;
        }
        return Results.Ok(views.Saved(await changes.SaveAsync(model, publish, context.Request, cancellationToken)));
    }

    private static async Task<IResult> ImportAsync(
        HttpRequest request,
        DefinitionChanges changes,
        DefinitionViews views,
        CancellationToken cancellationToken
    )
    {
        var body = await JsonBody.ReadAsync(request, cancellationToken);
        return Results.Ok(
            views.Full((await changes.ImportAsync(body["model"] as JsonObject ?? body, cancellationToken)).Stored)
        );
    }

    private static async Task<IResult> ImportFilesAsync(
        HttpRequest request,
        DefinitionChanges changes,
        CancellationToken cancellationToken
    )
    {
        var count = 0;
        foreach (var file in await RequestForm.FilesAsync(request, cancellationToken))
        {
            await using var stream = file.OpenReadStream();
            foreach (var definition in DefinitionArchive.Read(stream, file.FileName))
            {
                await changes.ImportAsync(definition.ToJson(), cancellationToken);
                count++;
            }
        }
        return Results.Ok(new { count });
    }

    private static async Task<IResult> PublishAsync(
        string definitionId,
        DefinitionChanges changes,
        DefinitionViews views,
        CancellationToken cancellationToken
    ) =>
        await changes.PublishAsync(definitionId, cancellationToken) is { } published
            ? Results.Ok(views.Saved(published.Result))
            : Results.NotFound();

    private static async Task<IResult> RetractAsync(
        string definitionId,
        DefinitionChanges changes,
        DefinitionViews views,
        CancellationToken cancellationToken
    ) =>
        await changes.RetractAsync(definitionId, cancellationToken) is { } stored
            ? Results.Ok(views.Full(stored))
            : Results.NotFound();

    private static async Task<IResult> RevertAsync(
        string definitionId,
        int version,
        DefinitionChanges changes,
        DefinitionViews views,
        CancellationToken cancellationToken
    ) =>
        await changes.RevertAsync(definitionId, version, cancellationToken) is { } stored
            ? Results.Json(views.Summary(stored.Info), ElsaJson.Options)
            : Results.NotFound();

    private static async Task<IResult> UpdateReferencesAsync(
        string definitionId,
        DefinitionChanges changes,
        CancellationToken cancellationToken
    ) =>
        Results.Ok(
            new
            {
                affectedWorkflows = (await changes.UpdateReferencesAsync(definitionId, cancellationToken)).Select(i =>
                    i.Name
                ),
            }
        );

    private static async Task<IResult> DeleteAsync(
        string definitionId,
        DefinitionChanges changes,
        CancellationToken cancellationToken
    ) => await changes.DeleteAsync([definitionId], cancellationToken) > 0 ? Results.NoContent() : Results.NotFound();

    private static async Task<IResult> DeleteVersionAsync(
        string id,
        DefinitionChanges changes,
        CancellationToken cancellationToken
    ) => await changes.DeleteVersionsAsync([id], cancellationToken) > 0 ? Results.NoContent() : Results.NotFound();
}
