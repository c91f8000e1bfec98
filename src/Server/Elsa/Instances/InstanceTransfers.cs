using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Core.Errors;
using Penstock.Server.Access;
using Penstock.Server.Audit;
using Penstock.Workflows.Instances;

namespace Penstock.Server.Elsa.Instances;

/// <summary>
/// Runs as files, in the envelope of an Elsa server (<c>WorkflowState</c>, <c>Bookmarks</c>, <c>ActivityExecutionRecords</c>,
/// <c>WorkflowExecutionLogRecords</c>); what only this engine understands is beside them in <c>Penstock</c>.
/// </summary>
internal static class InstanceTransfers
{
    /// <summary>The member of a file that holds what only this engine understands.</summary>
    public const string Own = "Penstock";

    /// <summary>Runs of one request.</summary>
    public const int Most = 1_000;

    public static void MapInstanceTransfers(this RouteGroupBuilder routes)
    {
        var export = routes.MapGroup("").RequireAuthorization(Permissions.ReadInstances);
        foreach (var path in (string[])["/workflow-instances/{id}/export", "/bulk-actions/export/workflow-instances"])
        {
            export
                .MapGet(
                    path,
                    (HttpRequest request, InstanceExporter exporter, CancellationToken ct) =>
                        exporter.ExportAsync(Ids(request, request.Query["ids"].OfType<string>()), Flag(request, []), ct)
                )
                .WithSummary("Runs as a file; a ZIP when there are several.");
            export.MapPost(
                path,
                async (HttpRequest request, InstanceExporter exporter, CancellationToken ct) =>
                {
                    var body = await OptionalBody.ReadAsync(request, ct);
                    return await exporter.ExportAsync(Ids(request, body.Texts("ids")), Flag(request, body), ct);
                }
            );
        }
        routes
            .MapPost("/bulk-actions/import/workflow-instances", ImportAsync)
            .RequireAuthorization(Permissions.WriteInstances)
            .DisableAntiforgery()
            .WithSummary("Puts exported runs in place; JSON files or ZIPs of them.");
    }

    private static IReadOnlyList<Guid> Ids(HttpRequest request, IEnumerable<string> many) =>
        RunIds.Of(request.RouteValues["id"] is string one ? [one] : many);

    private static (bool Executions, bool Journal) Flag(HttpRequest request, JsonObject body) =>
        (
            request.Query.Flag("includeActivityExecutionLog") ?? body.Flag("includeActivityExecutionLog"),
            request.Query.Flag("includeWorkflowExecutionLog") ?? body.Flag("includeWorkflowExecutionLog")
        );

    private static async Task<IResult> ImportAsync(
        HttpRequest request,
        InstanceFiles files,
        AuditTrail audit,
        CancellationToken cancellationToken
    )
    {
        if (!request.HasFormContentType)
            throw new UsageException(
                "The request holds no files",
                request.ContentType,
                "send the files as multipart/form-data"
            );
        var count = 0;
        foreach (var file in (await request.ReadFormAsync(cancellationToken)).Files)
        {
            await using var stream = file.OpenReadStream();
            foreach (var run in InstanceUpload.Read(stream, file.FileName))
            {
                var id = await files.ReadAsync(run, cancellationToken);
                await audit.RecordAsync(
                    "workflow-run.imported",
                    id.ToString(),
                    after: new { file = file.FileName },
                    cancellationToken: CancellationToken.None
                );
                count++;
            }
        }
        return Results.Json(new { count, imported = count }, ElsaJson.Options);
    }
}
