using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Core.Errors;
using Penstock.Server.Access;
using Penstock.Server.Audit;
using Penstock.Workflows.Instances;
using Penstock.Workflows.Triggers;

namespace Penstock.Server.Elsa.Instances;

/// <summary>Publishes events from outside.</summary>
internal static class Events
{
    public static void MapEvents(this RouteGroupBuilder routes) =>
        routes
            .MapPost("/events/{eventName}/trigger", PublishAsync)
            .RequireAuthorization(Permissions.TriggerEvents)
            .WithSummary("Publishes an event: runs that wait for it go on, workflows that it starts begin.");

    private static async Task<IResult> PublishAsync(
        string eventName,
        HttpRequest request,
        StimulusSender sender,
        AuditTrail audit,
        CancellationToken cancellationToken
    )
    {
        var body = await OptionalBody.ReadAsync(request, cancellationToken);
        var run = RunIds.Named(body, "workflowInstanceId");
        // What an event brings may be anything: a scalar, a list, an object.
        var payload = RunInput.Of(new() { ["input"] = body["input"]?.DeepClone() })["input"];
        var result = await sender.PublishAsync(
            eventName,
            payload,
            new StimulusOptions
            {
                CorrelationId = body.Text("correlationId") is { Length: > 0 } c ? c : null,
                RunId = run,
            },
            cancellationToken
        );
        await audit.RecordAsync(
            "event.published",
            eventName,
            after: new { result.Started, result.Resumed },
            cancellationToken: cancellationToken
        );
        return Results.Json(
            new { startedWorkflowInstanceIds = result.Started, resumedWorkflowInstanceIds = result.Resumed },
            ElsaJson.Options
        );
    }
}
