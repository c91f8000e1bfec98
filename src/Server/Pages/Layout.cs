using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Penstock.Server.Access;
using Penstock.Server.Html;

namespace Penstock.Server.Pages;

/// <summary>The frame of every page: head, top bar, navigation, user menu.</summary>
internal sealed class Layout(IAntiforgery antiforgery)
{
    private static readonly (string Title, string Path)[] Areas =
    [
        ("Workflows", "/workflows/definitions"),
        ("Runs", "/workflows/instances"),
        ("Catalogue", "/catalogue"),
        ("Lineage", "/lineage"),
        ("Quality", "/quality"),
    ];

    /// <summary>The hidden field that proves a form to be ours.</summary>
    public Markup FormToken(HttpContext context)
    {
        var tokens = antiforgery.GetAndStoreTokens(context);
        return $"""<input type="hidden" name="{tokens.FormFieldName}" value="{tokens.RequestToken}"/>""";
    }

    public IResult Render(HttpContext context, Page page)
    {
        var bar =
            page.IsPlain || context.User.Identity?.IsAuthenticated != true ? Markup.Empty : Bar(context, page.Area);
        Markup html = $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <title>{page.Title} · Penstock</title>
            <base href="/"/>
            <link rel="icon" type="image/svg+xml" href="{Assets.Url("logo.svg")}"/>
            {page.Head}<link rel="stylesheet" href="{Assets.Url("site.css")}"/>
            </head>
            <body class="{(page.IsPlain ? "ps plain" : "ps")}">
            {bar}
            {page.Body}
            {page.Scripts}<script src="{Assets.Url("site.js")}"></script>
            </body>
            </html>

            """;
        return Results.Content(html.ToString(), "text/html; charset=utf-8", statusCode: page.Status);
    }

    private Markup Bar(HttpContext context, string area)
    {
        var user = context.User;
        var name = user.FindFirstValue(AccessClaims.DisplayName) ?? user.Identity!.Name!;
        Markup admin = user.May(Permissions.Admin) ? $"""<a href="/admin/users">Users</a>""" : Markup.Empty;
        Markup audit = user.May(Permissions.Audit) ? $"""<a href="/admin/audit">Audit trail</a>""" : Markup.Empty;
        return $"""
            <header class="ps-bar">
            <a class="ps-brand" href="/"><img src="{Assets.Url("logo.svg")}" alt=""/><span>Penstock</span></a>
            <nav class="ps-nav" aria-label="Main">{Areas.Select(a => Entry(a.Title, a.Path, a.Title == area))}</nav>
            <details class="ps-user">
            <summary aria-label="User menu"><span class="ps-face" aria-hidden="true">{Initials(
                name
            )}</span><span>{name}</span></summary>
            <div class="ps-menu">
            <p>{string.Join(", ", user.FindAll(ClaimTypes.Role).Select(r => r.Value))}</p>
            <a href="/account">Account</a>{admin}{audit}<a href="/diagnostics/structured-logs">Logs of runs</a>
            <hr/>
            <form method="post" action="/logout">{FormToken(context)}<button type="submit">Sign out</button></form>
            </div>
            </details>
            </header>
            """;
    }

    private static Markup Entry(string title, string path, bool isCurrent) =>
        isCurrent
            ? Markup.Of($"""<a href="{path}" aria-current="page">{title}</a>""")
            : $"""<a href="{path}">{title}</a>""";

    private static string Initials(string name) =>
        string.Concat(
            name.Split([' ', '.', '-', '_'], StringSplitOptions.RemoveEmptyEntries)
                .Take(2)
                .Select(w => char.ToUpperInvariant(w[0]))
        );
}
