using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Server.Access;
using Penstock.Workflows.Activities.Descriptors;
using Penstock.Workflows.Definitions.Store;
using Penstock.Workflows.Expressions;
using Penstock.Workflows.Expressions.JavaScript;
using Penstock.Workflows.Resilience;

namespace Penstock.Server.Elsa.Descriptors;

/// <summary>What editors need to know of this server: activity types, expressions, strategies, types, features.</summary>
internal static class DescriptorEndpoints
{
    public static IServiceCollection AddDescriptors(this IServiceCollection services) =>
        services
            .AddSingleton<ActivityDescriptorCache>()
            .AddSingleton(
                new InstalledFeature(
                    "Elsa",
                    "WorkflowManagement",
                    "Workflow management",
                    "Designs workflows and keeps their versions."
                )
            );

    public static void MapDescriptors(this RouteGroupBuilder elsa)
    {
        var routes = elsa.MapGroup("")
            .RequireAuthorization(Permissions.ReadDefinitions)
            .AddEndpointFilter<ElsaErrors>()
            .WithTags("Descriptors");
        var group = routes.MapGroup("/descriptors");
        group
            .MapGet(
                "/activities",
                (HttpContext context, ActivityDescriptorCache cache, CancellationToken ct) =>
                    cache.WriteAsync(context, ct)
            )
            .Produces(StatusCodes.Status200OK)
            .Produces(StatusCodes.Status304NotModified);
        group.MapGet("/activities/{typeName}", Find);
        group.MapPost("/activities/{typeName}/options/{inputName}", OptionsAsync);
        group.MapGet("/expression-descriptors", (ExpressionDescriptors expressions) => List(expressions.Items));
        group.MapGet("/workflow-activation-strategies", () => List(StrategyDescriptors.Activation));
        group.MapGet("/incident-strategies", () => List(StrategyDescriptors.Incident));
        group.MapGet("/log-persistence-strategies", () => List(StrategyDescriptors.LogPersistence));
        group.MapGet("/commit-strategies/workflows", () => List(StrategyDescriptors.WorkflowCommit));
        group.MapGet("/commit-strategies/activities", () => List(StrategyDescriptors.ActivityCommit));
        routes
            .MapGet(
                "/resilience/strategies",
                (ResilienceCatalogue strategies) => List(strategies.All.Select(StrategyDescriptors.Resilience).ToList())
            )
            .WithSummary("The resilience strategies that activities can choose; each serves every category.");
        group.MapGet("/storage-drivers", () => List(StrategyDescriptors.StorageDrivers));
        group.MapGet("/variables", () => List(VariableTypes.All));
        group.MapGet("/output-converters", () => List(Array.Empty<object>()));
        routes.MapPost("/scripting/javascript/type-definitions/{definitionId}", TypesAsync);
        routes.MapGet("/features/installed", (IEnumerable<InstalledFeature> features) => List(features.ToList()));
        routes.MapGet(
            "/features/installed/{fullName}",
            (string fullName, IEnumerable<InstalledFeature> features) =>
                features.FirstOrDefault(f => f.FullName.Equals(fullName, StringComparison.OrdinalIgnoreCase))
                    is { } feature
                    ? Results.Ok(feature)
                    : Results.NotFound()
        );
        routes.MapGet("/package/version", () => new { packageVersion = "3.8.2.0" });
    }

    private static object List<T>(IReadOnlyList<T> items) => new { items, count = items.Count };

    private static IResult Find(string typeName, HttpRequest request, ActivityRegistry registry) =>
        registry.TryFind(typeName, request.Query.Whole("version") ?? 0, out var descriptor)
            ? Results.Json(descriptor, ActivityDescriptorJson.Options)
            : Results.NotFound();

    // Studio asks for what is drawn now, which its auto-save has put into the newest version.
    private static async Task<IResult> TypesAsync(
        string definitionId,
        HttpRequest request,
        IDefinitionStore store,
        TypeDefinitions types,
        CancellationToken cancellationToken
    )
    {
        var body = request.ContentLength == 0 ? [] : await JsonBody.ReadAsync(request, cancellationToken);
        return await store.FindAsync(definitionId, VersionOptions.Latest, cancellationToken) is { } stored
            ? Results.Text(types.Generate(stored.Definition, body.Text("activityTypeName"), body.Text("propertyName")))
            : Results.NotFound();
    }

    private static async Task<IResult> OptionsAsync(
        string typeName,
        string inputName,
        HttpRequest request,
        ActivityRegistry registry,
        InputOptions options,
        CancellationToken cancellationToken
    )
    {
        if (
            !registry.TryFind(typeName, 0, out var activity)
            || activity.Inputs.FirstOrDefault(i => i.Name.Equals(inputName, StringComparison.OrdinalIgnoreCase))
                is not { } input
        )
            return Results.NotFound();
        var body = request.ContentLength == 0 ? [] : await JsonBody.ReadAsync(request, cancellationToken);
        var context = new InputOptionsContext(activity, input, body["context"] as JsonObject ?? []);
        return Results.Ok(new { items = await options.DescribeAsync(context, cancellationToken) });
    }
}
