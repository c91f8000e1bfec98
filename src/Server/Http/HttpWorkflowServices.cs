using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Penstock.Workflows.Definitions.Store;
using Penstock.Workflows.Hosting;

namespace Penstock.Server.Http;

/// <summary>The HTTP endpoints of workflows, and the background work of the engine.</summary>
internal static class HttpWorkflowServices
{
    public static IServiceCollection AddHttpWorkflows(this IServiceCollection services)
    {
        services.TryAddSingleton(new HttpWorkflowOptions());
        services.AddSingleton<HttpRouteTable>();
        services.AddSingleton<IDefinitionListener>(sp => sp.GetRequiredService<HttpRouteTable>());
        services.AddSingleton<HttpWorkflowHandler>();
        return services.AddWorkflowHost();
    }

    public static void MapHttpWorkflows(this IEndpointRouteBuilder routes)
    {
        var options = routes.ServiceProvider.GetRequiredService<HttpWorkflowOptions>();
        routes
            .Map(
                $"{options.BasePath.TrimEnd('/')}/{{**path}}",
                (HttpContext context, HttpWorkflowHandler handler, string? path) =>
                    handler.HandleAsync(context, path ?? "")
            )
            .AllowAnonymous()
            .ExcludeFromDescription();
    }
}
