using Microsoft.Extensions.DependencyInjection;

namespace Penstock.Workflows.Hosting;

/// <summary>Registers the background work of a server; programs that only run one workflow do without.</summary>
public static class WorkflowHostServices
{
    /// <summary>Adds the hosted service. Call it after <see cref="WorkflowServices.AddWorkflows"/>.</summary>
    public static IServiceCollection AddWorkflowHost(this IServiceCollection services) =>
        services.AddHostedService<WorkflowHost>();
}
