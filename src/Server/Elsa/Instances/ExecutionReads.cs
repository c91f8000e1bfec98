using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Server.Access;
using Penstock.Workflows.Instances;
using Penstock.Workflows.Runtime;

namespace Penstock.Server.Elsa.Instances;

/// <summary>What activities did: counts for the badges, executions for the details.</summary>
internal static class ExecutionReads
{
    public static void MapExecutionReads(this RouteGroupBuilder routes)
    {
        var group = routes.MapGroup("").RequireAuthorization(Permissions.ReadInstances);
        group.MapPost("/activity-executions/report", ReportAsync);
        group.MapGet(
            "/activity-executions/list",
            (HttpRequest request, ExecutionQueries queries, ExecutionViews views, CancellationToken ct) =>
                ListAsync(request, queries, views.Record, ct)
        );
        group.MapGet(
            "/activity-execution-summaries/list",
            (HttpRequest request, ExecutionQueries queries, ExecutionViews views, CancellationToken ct) =>
                ListAsync(request, queries, views.Summary, ct)
        );
        group
            .MapGet(
                "/activity-executions/by-id",
                (HttpRequest request, ExecutionQueries queries, ExecutionViews views, CancellationToken ct) =>
                    OneAsync(request.Query.Text("id"), queries, views, ct)
            )
            .Produces(StatusCodes.Status200OK)
            .Produces(StatusCodes.Status404NotFound);
        group.MapGet(
            "/activity-executions/{id}",
            (string id, ExecutionQueries queries, ExecutionViews views, CancellationToken ct) =>
                OneAsync(id, queries, views, ct)
        );
        group.MapGet("/activity-executions/{id}/call-stack", CallStackAsync);
        group.MapGet("/resilience/retries/{id}", RetriesAsync);
    }

    private static async Task<object> ReportAsync(
        HttpRequest request,
        ExecutionQueries queries,
        CancellationToken cancellationToken
    )
    {
        var body = await JsonBody.ReadAsync(request, cancellationToken);
        var nodes = body.Texts("activityNodeIds");
        var stats = Guid.TryParse(body.Text("workflowInstanceId"), out var run)
            ? await queries.ReportAsync(run, nodes.Count == 0 ? null : nodes, cancellationToken)
            : [];
        return Results.Json(new { stats = stats.Select(ExecutionViews.Stats) }, ElsaJson.Options);
    }

    private static async Task<IResult> ListAsync(
        HttpRequest request,
        ExecutionQueries queries,
        Func<ActivityExecutionRecord, object> view,
        CancellationToken cancellationToken
    )
    {
        var records = Guid.TryParse(request.Query.Text("workflowInstanceId"), out var run)
            ? await queries.ListAsync(
                run,
                request.Query.Text("activityNodeId"),
                request.Query.Flag("completed"),
                cancellationToken: cancellationToken
            )
            : [];
        return Results.Json(new { items = records.Select(view), count = records.Count }, ElsaJson.Options);
    }

    private static async Task<IResult> OneAsync(
        string? id,
        ExecutionQueries queries,
        ExecutionViews views,
        CancellationToken cancellationToken
    ) =>
        Guid.TryParse(id, out var execution) && await queries.FindAsync(execution, cancellationToken) is { } found
            ? Results.Json(views.Record(found), ElsaJson.Options)
            : Results.NotFound();

    private static async Task<IResult> CallStackAsync(
        string id,
        ExecutionQueries queries,
        ExecutionViews views,
        CancellationToken cancellationToken
    )
    {
        if (
            !Guid.TryParse(id, out var execution)
            || await queries.ChainAsync(execution, cancellationToken) is not { Count: > 0 } chain
        )
            return Results.NotFound();
        return Results.Json(
            new
            {
                activityExecutionId = execution,
                items = chain.Select(views.Record),
                totalCount = chain.Count,
            },
            ElsaJson.Options
        );
    }

    private static async Task<IResult> RetriesAsync(
        string id,
        ExecutionQueries queries,
        CancellationToken cancellationToken
    )
    {
        if (
            !Guid.TryParse(id, out var execution)
            || await queries.FindAsync(execution, cancellationToken) is not { } found
        )
            return Results.NotFound();
        var attempts = found
            .FailedAttempts.Select(a => new
            {
                ActivityInstanceId = found.Id,
                found.ActivityId,
                WorkflowInstanceId = found.RunId,
                AttemptNumber = a.Number,
                RetryDelay = a.Delay,
                Timestamp = a.FailedAt,
                Details = new Dictionary<string, string>
                {
                    ["Exception"] = a.Error,
                    ["Message"] = a.Message,
                    ["Failed at"] = a.FailedAt.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
                },
            })
            .ToList();
        return Results.Json(
            new
            {
                items = attempts,
                totalCount = attempts.Count,
                count = attempts.Count,
            },
            ElsaJson.Options
        );
    }
}
