using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Server.Access;
using Penstock.Server.Elsa.Descriptors;
using Penstock.Workflows.Runtime;

namespace Penstock.Server.Elsa.Hub;

/// <summary>Registers and maps the hub of the instance viewer (section 4 of the contract).</summary>
internal static class InstanceHubServices
{
    public static IServiceCollection AddInstanceHub(this IServiceCollection services)
    {
        services.AddSignalR();
        return services
            .AddSingleton<ObservedInstances>()
            .AddSingleton<InstanceFeed>()
            .AddHostedService<InstancePusher>()
            .AddSingleton<IWorkflowObserver>(sp => sp.GetRequiredService<InstanceFeed>())
            .AddSingleton(
                new InstalledFeature(
                    "Elsa",
                    "RealTimeWorkflowUpdates",
                    "Live updates of runs",
                    "Pages that show a run are told what happens to it."
                )
            );
    }

    public static void MapInstanceHub(this IEndpointRouteBuilder routes) =>
        routes
            .MapHub<WorkflowInstanceHub>("/elsa/hubs/workflow-instance")
            .RequireAuthorization(Permissions.ReadInstances);
}
