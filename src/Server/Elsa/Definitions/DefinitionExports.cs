using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Server.Access;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Definitions.Store;

namespace Penstock.Server.Elsa.Definitions;

/// <summary>Endpoints that hand definitions out as files.</summary>
internal static class DefinitionExports
{
    public static void MapDefinitionExports(this RouteGroupBuilder routes)
    {
        routes
            .MapGet("/workflow-definitions/{definitionId}/export", ExportAsync)
            .RequireAuthorization(Permissions.ReadDefinitions);
        routes
            .MapPost("/bulk-actions/export/workflow-definitions", ExportManyAsync)
            .RequireAuthorization(Permissions.ReadDefinitions);
    }

    private static async Task<IResult> ExportAsync(
        string definitionId,
        HttpRequest request,
        IDefinitionStore store,
        CancellationToken cancellationToken
    )
    {
        if (
            await store.FindAsync(
                definitionId,
                DefinitionReads.Versions(request, VersionOptions.Latest),
                cancellationToken
            )
            is not { } stored
        )
            return Results.NotFound();
        return request.Query.Flag("includeConsumingWorkflows") == true
            ? Zip(await store.WithRelativesAsync([stored], cancellationToken))
            : Json(stored);
    }

    private static async Task<IResult> ExportManyAsync(
        HttpRequest request,
        IDefinitionStore store,
        CancellationToken cancellationToken
    )
    {
        var body = await JsonBody.ReadAsync(request, cancellationToken);
        var found = new List<StoredDefinition>();
        foreach (var id in body.Texts("ids").Distinct(StringComparer.Ordinal))
        {
            if (await store.FindVersionAsync(id, cancellationToken) is { } stored)
                found.Add(stored);
        }
        if (found.Count == 0)
            return Results.NotFound();
        return Zip(
            body.Flag("includeConsumingWorkflows") ? await store.WithRelativesAsync(found, cancellationToken) : found
        );
    }

    private static IResult Json(StoredDefinition stored) =>
        Results.File(
            System.Text.Encoding.UTF8.GetBytes(DefinitionWriter.Write(EditorView.ForExport(stored))),
            "application/json",
            DefinitionArchive.FileName(stored.Info)
        );

    private static IResult Zip(IReadOnlyList<StoredDefinition> definitions)
    {
        var stream = new MemoryStream();
        DefinitionArchive.Write(definitions, stream);
        stream.Position = 0;
        return Results.File(stream, "application/zip", "workflow-definitions.zip");
    }
}
