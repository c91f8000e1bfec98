using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Core.Errors;
using Penstock.Server.Access;
using Penstock.Server.Elsa;
using Penstock.Server.Elsa.Instances;
using Penstock.Workflows.Instances;
using Penstock.Workflows.Runtime;

namespace Penstock.Server.Api.Runs;

/// <summary>Runs of workflows, for programs and for our own pages.</summary>
internal static class RunEndpoints
{
    public static void MapRuns(this RouteGroupBuilder api)
    {
        var runs = api.MapGroup("/runs").WithTags("Runs");
        runs.MapGet("", ListAsync)
            .RequireAuthorization(Permissions.ReadInstances)
            .WithSummary("Runs, newest first, a page of them.")
            .WithDescription(
                "Example: /api/runs?definitionId=customer-is-king&subStatus=Faulted&pageSize=20. Pages count from 0. totalCount is exact up to 50,000 and an estimate beyond."
            );
        runs.MapPost("", StartAsync)
            .Produces(StatusCodes.Status202Accepted)
            .RequireAuthorization(Permissions.ExecuteDefinitions)
            .WithSummary("Starts a run.")
            .WithDescription(
                "Answers 202 with the run as it stands, at once or after Prefer: wait=SECONDS (at most 300). Example body: {\"definitionId\": \"customer-is-king\"}."
            );
        runs.MapGet("/{id:guid}", GetAsync)
            .RequireAuthorization(Permissions.ReadInstances)
            .WithSummary("A run with its activities, their counters, and what went wrong.");
        runs.MapPost("/{id:guid}/cancel", CancelAsync)
            .RequireAuthorization(Permissions.CancelInstances)
            .WithSummary("Cancels a run; its steps stop, what they committed stays.");
        runs.MapPost("/{id:guid}/retry", RetryAsync)
            .Produces(StatusCodes.Status202Accepted)
            .RequireAuthorization(Permissions.ExecuteDefinitions)
            .WithSummary("Tries the faulted activities of a run again.")
            .WithDescription("Example body: {\"activityIds\": [\"ingest\"]}; without a body all faulted activities.");
    }

    private static async Task<object> ListAsync(
        HttpRequest request,
        InstanceQueries queries,
        CancellationToken cancellationToken
    )
    {
        var wanted = InstanceRequest.Read(request.Query);
        var page = await queries.ListAsync(
            wanted.Filter,
            wanted.Order,
            wanted.IsDescending,
            wanted.Skip,
            wanted.Take,
            cancellationToken
        );
        return new { page.Items, page.TotalCount };
    }

    private static async Task<IResult> StartAsync(
        StartRunRequest body,
        HttpContext context,
        RunControl control,
        RunViews views
    )
    {
        var definition =
            await control.FindAsync(body.DefinitionId, body.Version, context.RequestAborted)
            ?? throw new UsageException(
                "There is no such workflow, or no such version of it",
                $"{body.DefinitionId} {body.Version ?? "Published"}",
                "look at GET /elsa/api/workflow-definitions"
            );
        var handle = await control.StartAsync(
            definition,
            new RunOptions
            {
                Variables = RunInput.Of(body.Variables),
                CorrelationId = body.CorrelationId,
                Name = body.Name,
            },
            context.RequestAborted
        );
        await control.WaitIfWantedAsync(context, handle);
        return Results.Accepted(
            $"/api/runs/{handle.RunId}",
            await views.FindAsync(handle.RunId, CancellationToken.None)
        );
    }

    private static async Task<IResult> GetAsync(Guid id, RunViews views, CancellationToken cancellationToken) =>
        await views.FindAsync(id, cancellationToken) is { } run ? Results.Ok(run) : Results.NotFound();

    private static async Task<IResult> CancelAsync(
        Guid id,
        RunControl control,
        RunViews views,
        CancellationToken cancellationToken
    )
    {
        await control.CancelAsync(id, cancellationToken);
        return await GetAsync(id, views, cancellationToken);
    }

    private static async Task<IResult> RetryAsync(
        Guid id,
        HttpRequest request,
        RunControl control,
        RunViews views,
        CancellationToken cancellationToken
    )
    {
        var activities = (await OptionalBody.ReadAsync(request, cancellationToken)).Texts("activityIds");
        if (await views.FindAsync(id, cancellationToken) is null)
            return Results.NotFound();
        _ =
            await control.RetryAsync(id, activities, cancellationToken)
            ?? throw new UsageException(
                "There is nothing to try again: the run goes on, or none of these activities is faulted",
                id.ToString(),
                $"look at GET /api/runs/{id}"
            );
        return Results.Accepted($"/api/runs/{id}", await views.FindAsync(id, cancellationToken));
    }
}
