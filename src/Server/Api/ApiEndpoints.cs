using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Server.Api.Runs;
using Penstock.Server.Api.Steps;
using Penstock.Server.Api.Triggers;

namespace Penstock.Server.Api;

/// <summary>Our own API: runs, triggers, and single steps for other schedulers.</summary>
internal static class ApiEndpoints
{
    public static IServiceCollection AddApi(this IServiceCollection services) =>
        services
            .AddSingleton<RunViews>()
            .AddSingleton<StepCatalogue>()
            .AddSingleton<StepKeys>()
            .AddSingleton<StepRuns>();

    public static void MapApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api").RequireAuthorization();
        api.MapRuns();
        api.MapTriggers();
        api.MapSteps();
    }
}
