using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Core.Errors;
using Penstock.Server.Access;
using Penstock.Server.Audit;
using Penstock.Workflows.Definitions.Store;
using Penstock.Workflows.Instances;
using Penstock.Workflows.Runtime;

namespace Penstock.Server.Elsa.Instances;

/// <summary>Studio's Test tab: runs one activity alone.</summary>
internal static class ActivityTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public static void MapActivityTests(this RouteGroupBuilder routes) =>
        routes
            .MapPost("/tests/activities", TestAsync)
            .RequireAuthorization(Permissions.ExecuteDefinitions)
            .RequireAuthorization(Permissions.WriteDefinitions)
            .Produces(StatusCodes.Status200OK)
            .Produces(StatusCodes.Status404NotFound)
            .WithSummary("Runs one activity of a definition alone, in a run that is in no list.");

    private static async Task<IResult> TestAsync(
        HttpRequest request,
        IDefinitionLookup definitions,
        ActivityTester tester,
        ExecutionViews views,
        AuditTrail audit,
        CancellationToken cancellationToken
    )
    {
        var body = await JsonBody.ReadAsync(request, cancellationToken);
        var handle = body["workflowDefinitionHandle"] as JsonObject ?? [];
        var definition =
            handle.Text("definitionVersionId") is { Length: > 0 } version
                ? await definitions.FindVersionAsync(version, cancellationToken)
            : handle.Text("definitionId") is { Length: > 0 } id
                ? await definitions.FindAsync(
                    id,
                    VersionOptions.Parse(handle["versionOptions"]?.ToString() is { Length: > 0 } v ? v : "Latest"),
                    cancellationToken
                )
            : null;
        if (definition is null)
            return Results.NotFound();
        var activity = body["activityHandle"] as JsonObject ?? [];
        var node =
            definition.Definition.Activities.FirstOrDefault(a =>
                activity.Text("activityNodeId") is { Length: > 0 } path
                    ? a.NodeId == path
                    : a.Id == activity.Text("activityId")
            )
            ?? throw new UsageException(
                "The definition has no such activity",
                activity.ToJsonString(),
                "save the workflow, then test the activity"
            );
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Longest);
        await audit.RecordAsync(
            "workflow-activity.tested",
            definition.Info.DefinitionId,
            after: new { node.Id, node.Type },
            cancellationToken: cancellationToken
        );
        var record = await tester.RunAsync(definition.Definition, node, limit.Token);
        return Results.Json(
            new
            {
                record.ActivityState,
                Payload = record.Outcomes.Count == 0
                    ? null
                    : new Dictionary<string, object> { ["Outcomes"] = record.Outcomes },
                record.Outputs,
                record.Exception,
                Status = record.HasBookmarks && record.Status == ActivityStatus.Canceled
                    ? ActivityStatus.Running
                    : record.Status,
                Metadata = views.Metadata(record),
            },
            ElsaJson.Options
        );
    }
}
