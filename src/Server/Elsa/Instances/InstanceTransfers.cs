using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Server.Access;
using Penstock.Server.Audit;
using Penstock.Server.Hosting;
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
        export
            .MapGet(
                "/workflow-instances/{id}/export",
                (string id, HttpRequest request, InstanceExporter exporter, CancellationToken ct) =>
                    exporter.ExportAsync(RunIds.Of([id]), Flag(request, []), ct)
            )
            .WithSummary("A run as a file.");
        export
            .MapPost(
                "/workflow-instances/{id}/export",
                async (string id, HttpRequest request, InstanceExporter exporter, CancellationToken ct) =>
                    await exporter.ExportAsync(
                        RunIds.Of([id]),
                        Flag(request, await OptionalBody.ReadAsync(request, ct)),
                        ct
                    )
            )
            .WithSummary("A run as a file.");
        export
            .MapGet(
                "/bulk-actions/export/workflow-instances",
                (HttpRequest request, InstanceExporter exporter, CancellationToken ct) =>
                    exporter.ExportAsync(RunIds.Of(request.Query["ids"].OfType<string>()), Flag(request, []), ct)
            )
            .WithSummary("Runs as a file; a ZIP when there are several.");
        export
            .MapPost(
                "/bulk-actions/export/workflow-instances",
                async (HttpRequest request, InstanceExporter exporter, CancellationToken ct) =>
                {
                    var body = await OptionalBody.ReadAsync(request, ct);
                    return await exporter.ExportAsync(RunIds.Of(body.Texts("ids")), Flag(request, body), ct);
                }
            )
            .WithSummary("Runs as a file; a ZIP when there are several.");
        routes
            .MapPost("/bulk-actions/import/workflow-instances", ImportAsync)
            .RequireAuthorization(Permissions.WriteInstances)
            .DisableAntiforgery()
            .WithSummary("Puts exported runs in place; JSON files or ZIPs of them.");
    }

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
        var count = 0;
        foreach (var file in await RequestForm.FilesAsync(request, cancellationToken))
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
