using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Core.Errors;
using Penstock.Server.Access;
using Penstock.Server.Api.Runs;
using Penstock.Server.Elsa;
using Penstock.Server.Elsa.Instances;
using Penstock.Workflows.Activities;
using Penstock.Workflows.Activities.Descriptors;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Definitions.Store;
using Penstock.Workflows.Instances;
using Penstock.Workflows.Runtime;

namespace Penstock.Server.Api.Triggers;

/// <summary>What starts published workflows, and starting them as if it had happened.</summary>
internal static class TriggerEndpoints
{
    public static void MapTriggers(this RouteGroupBuilder api)
    {
        var triggers = api.MapGroup("/triggers").WithTags("Triggers");
        triggers
            .MapGet("", ListAsync)
            .RequireAuthorization(Permissions.ReadDefinitions)
            .WithSummary("The triggers of all published workflows.");
        triggers
            .MapPost("/{definitionId}/{activityId}/fire", FireAsync)
            .Produces(StatusCodes.Status202Accepted)
            .RequireAuthorization(Permissions.ExecuteDefinitions)
            .WithSummary("Starts a published workflow at one of its triggers.")
            .WithDescription(
                "Example: POST /api/triggers/nightly/cron1/fire with the body {\"input\": {}}; answers 202 with the run."
            );
    }

    private static async Task<object> ListAsync(
        IDefinitionStore store,
        ActivityRegistry registry,
        CancellationToken cancellationToken
    )
    {
        var items = new List<object>();
        await foreach (
            var stored in store.ReadAsync(
                new DefinitionQuery { Versions = VersionOptions.Published },
                cancellationToken
            )
        )
        {
            items.AddRange(
                stored
                    .Definition.Activities.Where(a => IsTrigger(a, registry))
                    .Select(a => new
                    {
                        stored.Info.DefinitionId,
                        Workflow = stored.Info.Name,
                        stored.Info.Version,
                        ActivityId = a.Id,
                        a.Name,
                        a.Type,
                    })
            );
        }
        return new { items, totalCount = items.Count };
    }

    private static async Task<IResult> FireAsync(
        string definitionId,
        string activityId,
        HttpContext context,
        RunControl control,
        ActivityRegistry registry,
        RunViews views
    )
    {
        var body = await OptionalBody.ReadAsync(context.Request, context.RequestAborted);
        var definition = await control.FindAsync(definitionId, "Published", context.RequestAborted);
        if (definition?.Definition.Activities.FirstOrDefault(a => a.Id == activityId && IsTrigger(a, registry)) is null)
            throw new UsageException(
                "No published workflow has such a trigger",
                $"{activityId} of {definitionId}",
                "look at GET /api/triggers"
            );
        var handle = await control.StartAsync(
            definition,
            new RunOptions
            {
                TriggerActivityId = activityId,
                Input = RunInput.Of(body["input"] as System.Text.Json.Nodes.JsonObject),
            },
            context.RequestAborted
        );
        await control.WaitIfWantedAsync(context, handle);
        return Results.Accepted(
            $"/api/runs/{handle.RunId}",
            await views.FindAsync(handle.RunId, CancellationToken.None)
        );
    }

    private static bool IsTrigger(ActivityNode activity, ActivityRegistry registry) =>
        registry.TryFind(activity.Type, activity.Version, out var descriptor)
        && descriptor.Kind == ActivityKind.Trigger
        && activity.CanStartWorkflow;
}
