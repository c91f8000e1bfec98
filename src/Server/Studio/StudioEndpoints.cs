using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Penstock.Server.Studio;

/// <summary>
/// Studio's files at the paths that it asks for. They are the public package and hold nothing of anybody's: no sign-in is
/// needed.
/// </summary>
internal static class StudioEndpoints
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public static IServiceCollection AddStudio(this IServiceCollection services) =>
        services.AddSingleton<StudioFiles>();

    public static void MapStudio(this IEndpointRouteBuilder routes)
    {
        foreach (var folder in new[] { "_framework", "_content" })
            Map(routes, $"/{folder}/{{**path}}", path => $"{folder}/{path}");
        Map(routes, "/Elsa.Studio.Host.CustomElements.styles.css", _ => "Elsa.Studio.Host.CustomElements.styles.css");
        // Studio asks for it at its start; the address it works on comes from the page instead.
        routes
            .MapMethods("/appsettings.json", Methods, () => Results.Text("{}", "application/json"))
            .AllowAnonymous()
            .ExcludeFromDescription();
    }

    private static void Map(IEndpointRouteBuilder routes, string pattern, Func<string, string> pathOf) =>
        routes
            .MapMethods(
                pattern,
                Methods,
                (HttpContext context, StudioFiles files, string? path) => files.ServeAsync(context, pathOf(path ?? ""))
            )
            .AllowAnonymous()
            .ExcludeFromDescription();
}
