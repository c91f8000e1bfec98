using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Server.Access.Authentication;

namespace Penstock.Server.Pages;

/// <summary>What a person sees when a page cannot be shown.</summary>
internal static class ErrorPage
{
    public static Task WriteAsync(HttpContext context, int status, string what, string next)
    {
        var layout = context.RequestServices.GetRequiredService<Layout>();
        return layout
            .Render(
                context,
                new Page(
                    what,
                    "",
                    $"""
                    <main class="ps-page"><p class="ps-crumb">{status}</p><h1>{what}</h1><p class="ps-lead">{next}</p><p><a href="/">Back to the workflows</a></p></main>
                    """
                )
                {
                    Status = status,
                }
            )
            .ExecuteAsync(context);
    }

    /// <summary>Fills an answer that has a status and nothing else: a page for people, problem details for programs.</summary>
    public static Task FillAsync(StatusCodeContext context)
    {
        var http = context.HttpContext;
        var status = http.Response.StatusCode;
        if (http.Request.Path.StartsWithSegments("/_framework") || http.Request.Path.StartsWithSegments("/_content"))
            return Task.CompletedTask;
        var (what, next) = status switch
        {
            404 => ("There is no such page", "The address may be mistyped, or what it named was deleted."),
            405 => ("That cannot be done at this address", "Go back and try again."),
            _ => ("The request was refused", "Go back and try again."),
        };
        return Areas.IsPage(http)
            ? WriteAsync(http, status, what, next)
            : Refusals.WriteAsync(http, status, $"{what}.", "Compare the request with /openapi/v1.json.");
    }
}
