using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Penstock.Server.Access;
using Penstock.Server.Access.Authentication;
using Penstock.Server.Access.SignIn;
using Penstock.Server.Access.Tickets;
using Penstock.Server.Hosting;
using Penstock.Server.Html;

namespace Penstock.Server.Pages;

/// <summary>Signing in and out.</summary>
internal static class LoginPages
{
    public static void MapLogin(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/login",
                (HttpContext context, Layout layout, string? returnUrl) =>
                    context.User.IsSession()
                        ? Results.Redirect(Local(returnUrl))
                        : Form(context, layout, Local(returnUrl))
            )
            .AllowAnonymous()
            .ExcludeFromDescription();
        routes.MapForm("/login", SignInAsync).AllowAnonymous().RequireRateLimiting(SignInRate.Policy);
        routes.MapForm("/logout", SignOutAsync).AllowAnonymous();
        routes
            .MapGet(
                "/api/session",
                (HttpContext context) => new { signedIn = context.User.Identity?.IsAuthenticated == true }
            )
            .AllowAnonymous()
            .WithTags("Identity")
            .WithSummary("Whether the caller is signed in.");
    }

    /// <summary>An address on this server: another site must not be able to send people through our sign-in to itself.</summary>
    internal static string Local(string? url) =>
        url is ['/', ..]
        && url is not ['/', '/' or '\\', ..]
        && !url.Any(char.IsControl)
        && !url.StartsWith("/login", StringComparison.Ordinal)
            ? url
            : "/";

    private static async Task<IResult> SignInAsync(
        HttpContext context,
        Layout layout,
        SignInService signIn,
        TicketStore tickets,
        CancellationToken cancellationToken
    )
    {
        var form = await RequestForm.ReadAsync(context.Request, cancellationToken);
        var returnUrl = Local(form.Value("returnUrl"));
        var outcome = await signIn.TryAsync(
            form.Value("name"),
            form.Value("password"),
            SignInRate.AddressOf(context),
            cancellationToken
        );
        if (outcome.LockedFor is { } wait)
        {
            var seconds = (int)Math.Ceiling(wait.TotalSeconds);
            context.Response.Headers[HeaderNames.RetryAfter] = $"{seconds}";
            return Form(
                context,
                layout,
                returnUrl,
                form.Value("name"),
                $"There were too many wrong passwords. Wait {seconds} seconds, then try again.",
                StatusCodes.Status429TooManyRequests
            );
        }
        if (outcome.User is null)
            return Form(
                context,
                layout,
                returnUrl,
                form.Value("name"),
                "Name or password is not right.",
                StatusCodes.Status401Unauthorized
            );
        SessionCookie.Write(context, await tickets.IssueSessionAsync(outcome.User.Id, cancellationToken));
        return Results.LocalRedirect(returnUrl);
    }

    private static async Task<IResult> SignOutAsync(
        HttpContext context,
        TicketStore tickets,
        CancellationToken cancellationToken
    )
    {
        if (context.User.IsSession())
            await tickets.EndAsync(Guid.Parse(context.User.FindFirstValue(AccessClaims.Family)!), cancellationToken);
        SessionCookie.Delete(context);
        return Results.LocalRedirect("/login");
    }

    private static IResult Form(
        HttpContext context,
        Layout layout,
        string returnUrl,
        string name = "",
        string? wrong = null,
        int status = 200
    )
    {
        var note = wrong is null ? Markup.Empty : Parts.Note(wrong, isBad: true);
        Markup nameField =
            name.Length == 0
                ? Markup.Of(
                    $"""<input class="ps-input" name="name" autocomplete="username" autocapitalize="none" spellcheck="false" required autofocus/>"""
                )
                : $"""<input class="ps-input" name="name" value="{name}" autocomplete="username" autocapitalize="none" spellcheck="false" required/>""";
        return layout.Render(
            context,
            new Page(
                "Sign in",
                "",
                $"""
                <main class="ps-card">
                <img src="{Assets.Url("logo.svg")}" alt=""/>
                <h1>Sign in to Penstock</h1>
                <p class="ps-lead">Workflows, runs and where every number came from.</p>
                {note}
                <form class="ps-form" method="post" action="/login" data-return="{returnUrl}">
                {layout.FormToken(context)}<input type="hidden" name="returnUrl" value="{returnUrl}"/>
                <label>Name{nameField}</label>
                <label>Password<input class="ps-input" type="password" name="password" autocomplete="current-password" required/></label>
                <button class="ps-button" type="submit">Sign in</button>
                </form>
                </main>
                """
            )
            {
                IsPlain = true,
                Status = status,
                Scripts = $"""<script src="{Assets.Url("login.js")}"></script>""",
            }
        );
    }
}
