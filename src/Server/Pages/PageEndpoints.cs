using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Penstock.Server.Pages;

/// <summary>All pages.</summary>
internal static class PageEndpoints
{
    public static IServiceCollection AddPages(this IServiceCollection services) => services.AddSingleton<Layout>();

    public static void MapPages(this IEndpointRouteBuilder routes)
    {
        routes.MapAssets();
        routes.MapLogin();
        routes.MapStudioPages();
        routes.MapCatalogue();
        routes.MapLineage();
        routes.MapQuality();
        routes.MapLogPages();
        routes.MapAccount();
        routes.MapUsers();
        routes.MapAuditPage();
    }
}
