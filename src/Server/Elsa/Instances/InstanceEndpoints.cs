using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Penstock.Server.Elsa.Descriptors;
using Penstock.Workflows.Instances;

namespace Penstock.Server.Elsa.Instances;

/// <summary>
/// Runs: how they are started, watched, stopped and tried again, as Studio and other clients of an Elsa server do it.
/// </summary>
internal static class InstanceEndpoints
{
    public static IServiceCollection AddInstances(this IServiceCollection services)
    {
        services.TryAddSingleton<StartWait>();
        return services
            .AddSingleton<InstanceQueries>()
            .AddSingleton<ExecutionQueries>()
            .AddSingleton<JournalQueries>()
            .AddSingleton<VariableQueries>()
            .AddSingleton<InstanceStore>()
            .AddSingleton<InstanceFiles>()
            .AddSingleton<InstanceExporter>()
            .AddSingleton<JournalReader>()
            .AddSingleton<InstanceViews>()
            .AddSingleton<ExecutionViews>()
            .AddSingleton<RunControl>()
            .AddSingleton(
                new InstalledFeature(
                    "Elsa",
                    "Resilience",
                    "Resilience",
                    "Attempts of activities that failed and were tried again."
                )
            );
    }

    public static void MapInstances(this RouteGroupBuilder elsa)
    {
        var routes = elsa.MapGroup("").AddEndpointFilter<ElsaErrors>().WithTags("Workflow instances");
        routes.MapStarts();
        routes.MapInstanceReads();
        routes.MapExecutionReads();
        routes.MapInstanceChanges();
        routes.MapInstanceTransfers();
        routes.MapAlterations();
        routes.MapActivityTests();
        routes.MapEvents();
    }
}
