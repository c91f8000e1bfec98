using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Penstock.Server.Elsa.Definitions;

/// <summary>Workflow definitions: sections 3.1 to 3.3 of the contract, without running them.</summary>
internal static class DefinitionEndpoints
{
    public static IServiceCollection AddDefinitions(this IServiceCollection services) =>
        services
            .AddSingleton<DefinitionViews>()
            .AddSingleton<DefinitionAudit>()
            .AddSingleton<DefinitionChanges>()
            .AddHostedService<GitDefinitionsLoader>();

    public static void MapDefinitions(this RouteGroupBuilder elsa)
    {
        var routes = elsa.MapGroup("").AddEndpointFilter<ElsaErrors>().WithTags("Workflow definitions");
        routes.MapDefinitionReads();
        routes.MapDefinitionWrites();
        routes.MapDefinitionBulkActions();
        routes.MapDefinitionExports();
    }
}
