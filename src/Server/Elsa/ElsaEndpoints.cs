using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Server.Elsa.Definitions;
using Penstock.Server.Elsa.Descriptors;
using Penstock.Server.Elsa.Hub;
using Penstock.Server.Elsa.Instances;

namespace Penstock.Server.Elsa;

/// <summary>The HTTP contract of Elsa 3 under <c>/elsa/api</c>: what Studio and other clients of an Elsa server call.</summary>
internal static class ElsaEndpoints
{
    /// <summary>The services that the contract's endpoints take.</summary>
    public static IServiceCollection AddElsa(this IServiceCollection services) =>
        services.AddDefinitions().AddDescriptors().AddInstances().AddInstanceHub();

    /// <summary>Every endpoint of the contract; without a policy of its own an endpoint needs a signed-in caller.</summary>
    public static void MapElsa(this IEndpointRouteBuilder routes)
    {
        var elsa = routes.MapGroup("/elsa/api").RequireAuthorization();
        elsa.MapDefinitions();
        elsa.MapDescriptors();
        elsa.MapInstances();
        routes.MapInstanceHub();
    }
}
