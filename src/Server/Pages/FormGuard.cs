using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Penstock.Server.Pages;

/// <summary>Lets a form pass that carries the token of a page of ours.</summary>
internal static class FormGuard
{
    public static RouteHandlerBuilder MapForm(this IEndpointRouteBuilder routes, string pattern, Delegate handler) =>
        routes
            .MapPost(pattern, handler)
            .AddEndpointFilter(
                async (context, next) =>
                {
                    try
                    {
                        await context
                            .HttpContext.RequestServices.GetRequiredService<IAntiforgery>()
                            .ValidateRequestAsync(context.HttpContext);
                    }
                    catch (AntiforgeryValidationException)
                    {
                        await ErrorPage.WriteAsync(
                            context.HttpContext,
                            StatusCodes.Status400BadRequest,
                            "The form is too old",
                            "It was opened before somebody signed in or out here, or long ago. Nothing was changed. Open the page again and repeat what you did."
                        );
                        return Results.Empty;
                    }
                    return await next(context);
                }
            )
            .ExcludeFromDescription();

    /// <summary>One value of a form; empty when it is not there.</summary>
    public static string Value(this IFormCollection form, string name) => form[name] is [{ } value, ..] ? value : "";
}
