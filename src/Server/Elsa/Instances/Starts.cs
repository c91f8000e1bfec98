using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Core.Errors;
using Penstock.Server.Access;
using Penstock.Workflows.Instances;
using Penstock.Workflows.Runtime;

namespace Penstock.Server.Elsa.Instances;

/// <summary>Runs definitions. Studio reads the answer's headers alone; other clients the state in the body.</summary>
internal static class Starts
{
    /// <summary>Says that a run was refused.</summary>
    public const string RefusedHeader = "x-elsa-workflow-cannot-start";

    private const string InstanceHeader = "x-elsa-workflow-instance-id";

    public static void MapStarts(this RouteGroupBuilder routes)
    {
        const string path = "/workflow-definitions/{definitionId}";
        routes
            .MapPost(
                $"{path}/execute",
                async (HttpContext context, string definitionId, RunControl control, InstanceViews views) =>
                    await ExecuteAsync(
                        context,
                        definitionId,
                        await OptionalBody.ReadAsync(context.Request, context.RequestAborted),
                        control,
                        views
                    )
            )
            .RequireAuthorization(Permissions.ExecuteDefinitions)
            .WithSummary("Runs a definition; the published version unless versionOptions says otherwise.");
        routes
            .MapGet(
                $"{path}/execute",
                (HttpContext context, string definitionId, RunControl control, InstanceViews views) =>
                    ExecuteAsync(context, definitionId, OfQuery(context.Request.Query), control, views)
            )
            .RequireAuthorization(Permissions.ExecuteDefinitions)
            .WithSummary("Runs a definition; input is a JSON object in the query.");
        routes
            .MapPost($"{path}/dispatch", DispatchAsync)
            .RequireAuthorization(Permissions.ExecuteDefinitions)
            .WithSummary("Starts a run and answers at once with its id.");
    }

    /// <summary>What the body says of how to run.</summary>
    public static RunOptions Options(JsonObject body) =>
        new()
        {
            RunId = RunIds.Named(body, "instanceId"),
            CorrelationId = body.Text("correlationId"),
            Name = body.Text("name"),
            TriggerActivityId = body.Text("triggerActivityId"),
            Input = RunInput.Of(body["input"] as JsonObject),
        };

    private static async Task<IResult> ExecuteAsync(
        HttpContext context,
        string definitionId,
        JsonObject body,
        RunControl control,
        InstanceViews views
    )
    {
        if (await control.FindAsync(definitionId, Version(body), context.RequestAborted) is not { } definition)
            return Results.NotFound();
        RunHandle handle;
        try
        {
            handle = await control.StartAsync(definition, Options(body), context.RequestAborted);
        }
        catch (UsageException e)
        {
            // 200 as an Elsa server answers: the header is what clients look at, and Studio's page shows it.
            context.Response.Headers[RefusedHeader] = "True";
            return Results.Json(
                new { workflowState = (object?)null, errors = new { generalErrors = new[] { e.Message } } },
                ElsaJson.Options
            );
        }
        context.Response.Headers[InstanceHeader] = handle.RunId.ToString();
        await control.WaitAsync(context, handle);
        return Results.Json(
            new
            {
                workflowInstanceId = handle.RunId,
                workflowState = await views.StateAsync(handle.RunId, CancellationToken.None),
            },
            ElsaJson.Options
        );
    }

    private static async Task<IResult> DispatchAsync(HttpContext context, string definitionId, RunControl control)
    {
        var body = await OptionalBody.ReadAsync(context.Request, context.RequestAborted);
        if (await control.FindAsync(definitionId, Version(body), context.RequestAborted) is not { } definition)
            return Results.NotFound();
        var handle = await control.StartAsync(definition, Options(body), context.RequestAborted);
        context.Response.Headers[InstanceHeader] = handle.RunId.ToString();
        return Results.Json(new { workflowInstanceId = handle.RunId }, ElsaJson.Options);
    }

    // A number is a version too.
    private static string? Version(JsonObject body) => body["versionOptions"]?.ToString();

    private static JsonObject OfQuery(IQueryCollection query)
    {
        var body = new JsonObject();
        foreach (var name in new[] { "correlationId", "triggerActivityId", "versionOptions", "instanceId", "name" })
            body[name] = query.Text(name);
        if (query.Text("input") is { } input)
            body["input"] = JsonNode.Parse(input);
        return body;
    }
}
