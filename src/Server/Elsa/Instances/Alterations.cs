using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Server.Access;
using Penstock.Workflows.Instances;
using Penstock.Workflows.Runtime;

namespace Penstock.Server.Elsa.Instances;

/// <summary>
/// Interventions in runs: trying faulted activities again, and cancelling by filter, in the words of an Elsa server's
/// alterations.
/// </summary>
internal static class Alterations
{
    private const int MostAtOnce = 10_000;

    public static void MapAlterations(this RouteGroupBuilder routes)
    {
        var group = routes.MapGroup("/alterations");
        group
            .MapPost("/workflows/retry", RetryAsync)
            .RequireAuthorization(Permissions.ExecuteDefinitions)
            .WithSummary("Tries faulted activities of runs again: those named, or all.");
        group
            .MapPost("/submit", SubmitAsync)
            .RequireAuthorization(Permissions.CancelInstances)
            .WithSummary("Applies alterations (Cancel) to the runs that fit a filter.");
        group
            .MapPost("/run", RunAsync)
            .RequireAuthorization(Permissions.CancelInstances)
            .WithSummary("Applies alterations (Cancel) to the runs named.");
        group
            .MapPost(
                "/dry-run",
                async (HttpRequest request, InstanceQueries queries, CancellationToken ct) =>
                    Results.Json(
                        new
                        {
                            workflowInstanceIds = await FindAsync(await JsonBody.ReadAsync(request, ct), queries, ct),
                        },
                        ElsaJson.Options
                    )
            )
            .RequireAuthorization(Permissions.ReadInstances)
            .WithSummary("The runs that alterations would be applied to.");
    }

    private static async Task<IResult> RetryAsync(
        HttpRequest request,
        RunControl control,
        CancellationToken cancellationToken
    )
    {
        var body = await JsonBody.ReadAsync(request, cancellationToken);
        var activities = body.Texts("activityIds");
        var results = new List<object>();
        foreach (var text in body.Texts("workflowInstanceIds"))
        {
            var handle = Guid.TryParse(text, out var run)
                ? await control.RetryAsync(run, activities, cancellationToken)
                : null;
            var log = handle is null
                ? "There is nothing to try again: the run is unknown, goes on, or none of its activities is faulted."
                : "Its faulted activities are tried again.";
            results.Add(
                new
                {
                    workflowInstanceId = text,
                    isSuccessful = handle is not null,
                    workflowHasScheduledWork = handle is not null,
                    log = new
                    {
                        logEntries = new[]
                        {
                            new
                            {
                                message = log,
                                logLevel = handle is null ? "Warning" : "Information",
                                timestamp = DateTimeOffset.UtcNow,
                            },
                        },
                    },
                }
            );
        }
        return Results.Json(new { results }, ElsaJson.Options);
    }

    private static async Task<IResult> SubmitAsync(
        HttpRequest request,
        InstanceQueries queries,
        RunControl control,
        CancellationToken cancellationToken
    )
    {
        var body = await JsonBody.ReadAsync(request, cancellationToken);
        if (Refuse(body) is { } refusal)
            return refusal;
        await control.CancelAsync(await FindAsync(body, queries, cancellationToken), cancellationToken);
        return Results.Json(new { planId = Guid.CreateVersion7().ToString() }, ElsaJson.Options);
    }

    private static async Task<IResult> RunAsync(
        HttpRequest request,
        RunControl control,
        CancellationToken cancellationToken
    )
    {
        var body = await JsonBody.ReadAsync(request, cancellationToken);
        if (Refuse(body) is { } refusal)
            return refusal;
        var results = new List<object>();
        foreach (var text in body.Texts("workflowInstanceIds"))
        {
            var isSuccessful = Guid.TryParse(text, out var id) && await control.CancelAsync(id, cancellationToken);
            results.Add(
                new
                {
                    workflowInstanceId = text,
                    isSuccessful,
                    workflowHasScheduledWork = false,
                    log = new { logEntries = Array.Empty<object>() },
                }
            );
        }
        return Results.Json(new { results }, ElsaJson.Options);
    }

    private static IResult? Refuse(JsonObject body)
    {
        var types = (body["alterations"] as JsonArray ?? [])
            .OfType<JsonObject>()
            .Select(a => a.Text("type") ?? "")
            .ToList();
        return
            types.Count > 0
            && types.All(t =>
                t.Equals("Cancel", StringComparison.OrdinalIgnoreCase)
                || t.Equals("CancelWorkflow", StringComparison.OrdinalIgnoreCase)
            )
            ? null
            : ElsaErrors.Answer([
                "This server alters runs by Cancel alone. Next: to try faulted activities again POST /alterations/workflows/retry",
            ]);
    }

    private static async Task<IReadOnlyList<Guid>> FindAsync(
        JsonObject body,
        InstanceQueries queries,
        CancellationToken cancellationToken
    )
    {
        var filter = body["filter"] as JsonObject ?? [];
        var wanted = InstanceRequest.ReadFilter(filter) with { Statuses = [WorkflowStatus.Running] };
        if (filter["workflowInstanceIds"] is JsonArray { Count: > 0 })
            wanted = wanted with { Ids = RunIds.Of(filter.Texts("workflowInstanceIds")) };
        else if (
            !filter.Any(f => f.Value is JsonArray { Count: > 0 } || f.Value is JsonValue v && v.ToString().Length > 0)
        )
            return [];
        return await queries.IdsAsync(wanted, MostAtOnce, cancellationToken);
    }
}
