using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Server.Access;
using Penstock.Server.Elsa.Instances;

namespace Penstock.Server.Api.Steps;

/// <summary>
/// Single steps, so that another scheduler or an existing Elsa server can run the graph and leave the work to us.
/// </summary>
internal static class StepEndpoints
{
    public static void MapSteps(this RouteGroupBuilder api)
    {
        var steps = api.MapGroup("/steps").WithTags("Steps");
        steps
            .MapGet(
                "",
                (StepCatalogue catalogue) =>
                    new
                    {
                        items = catalogue
                            .Steps.OrderBy(s => s.TypeName, StringComparer.Ordinal)
                            .Select(s => new
                            {
                                Step = s.TypeName,
                                s.Name,
                                s.Version,
                                s.DisplayName,
                                s.Description,
                                Inputs = s.Inputs.Select(i => new
                                {
                                    i.Name,
                                    Type = i.TypeName,
                                    i.Description,
                                    i.IsRequired,
                                    i.DefaultValue,
                                }),
                                Outputs = s.Outputs.Select(o => new
                                {
                                    o.Name,
                                    Type = o.TypeName,
                                    o.Description,
                                }),
                            }),
                    }
            )
            .RequireAuthorization(Permissions.ReadSteps)
            .WithSummary("The steps that can be called, with their inputs.");
        steps
            .MapPost("/{step}", StartAsync)
            .Produces(StatusCodes.Status202Accepted)
            .RequireAuthorization(Permissions.ExecuteSteps)
            .WithSummary("Starts one step.")
            .WithDescription(
                """
                step is the type name or its last part; the body holds the inputs by name. Example: POST /api/steps/JsonLinesToRaw with the body
                {"inputs": {"feed": "erp.orders", "table": "raw.orders"}} and the header Idempotency-Key: 4f1c. Answers 202 with the run and
                its address in Location; poll that until isFinished. The same key with the same body answers with the same run. Prefer: wait=SECONDS waits.
                """
            );
        steps
            .MapGet("/runs/{id:guid}", GetAsync)
            .RequireAuthorization(Permissions.ReadSteps)
            .WithSummary("How a step stands: status, progress, outcomes, outputs, error.");
        steps
            .MapPost(
                "/runs/{id:guid}/cancel",
                async (Guid id, StepRuns runs, CancellationToken ct) =>
                    await runs.CancelAsync(id, ct) ? await GetAsync(id, runs, ct) : Results.NotFound()
            )
            .RequireAuthorization(Permissions.ExecuteSteps)
            .WithSummary("Stops a step; what it committed stays.");
    }

    private static async Task<IResult> StartAsync(string step, HttpContext context, StepRuns runs)
    {
        var body = await OptionalBody.ReadAsync(context.Request, context.RequestAborted);
        var id = await runs.StartAsync(step, body["inputs"] as JsonObject ?? [], context);
        // A run whose first commit is not there yet was begun by the same request a moment ago.
        return Results.Accepted(
            $"/api/steps/runs/{id}",
            await runs.FindAsync(id, CancellationToken.None)
                ?? new
                {
                    id,
                    isFinished = false,
                    status = "Pending",
                }
        );
    }

    private static async Task<IResult> GetAsync(Guid id, StepRuns runs, CancellationToken cancellationToken) =>
        await runs.FindAsync(id, cancellationToken) is { } run ? Results.Ok(run) : Results.NotFound();
}
