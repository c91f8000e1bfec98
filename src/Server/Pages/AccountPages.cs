using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Core.Errors;
using Penstock.Server.Access;
using Penstock.Server.Access.ApiKeys;
using Penstock.Server.Access.Authentication;
using Penstock.Server.Access.SignIn;
using Penstock.Server.Access.Tickets;
using Penstock.Server.Access.Users;
using Penstock.Server.Hosting;
using Penstock.Server.Html;

namespace Penstock.Server.Pages;

/// <summary>One's own password and keys.</summary>
internal static class AccountPages
{
    public static void MapAccount(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/account",
                (HttpContext context, Layout layout, ApiKeyStore keys) => ShowAsync(context, layout, keys, Markup.Empty)
            )
            .RequireAuthorization()
            .ExcludeFromDescription();
        routes
            .MapForm("/account/password", PasswordAsync)
            .RequireAuthorization()
            .RequireRateLimiting(SignInRate.Policy);
        routes.MapForm("/account/keys", AddKeyAsync).RequireAuthorization();
        routes.MapForm("/account/keys/revoke", RevokeKeyAsync).RequireAuthorization();
    }

    private static Task<IResult> PasswordAsync(
        HttpContext context,
        Layout layout,
        ApiKeyStore keys,
        UserStore users,
        SignInService signIn,
        TicketStore tickets,
        CancellationToken cancellationToken
    ) =>
        DoAsync(
            context,
            layout,
            keys,
            async form =>
            {
                if (form.Value("new") != form.Value("again"))
                    throw new UsageException("The two new passwords differ", next: "type the new one twice");
                // Through the same door as a sign-in, so that a borrowed browser cannot guess the old one faster.
                var outcome = await signIn.TryAsync(
                    UserName(context),
                    form.Value("old"),
                    SignInRate.AddressOf(context),
                    cancellationToken
                );
                if (outcome.LockedFor is { } wait)
                    throw new UsageException(
                        "There were too many wrong passwords",
                        next: $"wait {Math.Ceiling(wait.TotalSeconds)} seconds, then try again"
                    );
                if (outcome.User is null)
                    throw new UsageException(
                        "The old password is not right",
                        next: "type it again, or ask an administrator for a new one"
                    );
                await users.SetPasswordAsync(outcome.User.Name, form.Value("new"), cancellationToken);
                SessionCookie.Write(context, await tickets.IssueSessionAsync(outcome.User.Id, cancellationToken));
                return Parts.Note("The password is changed. Other browsers and programs have to sign in again.");
            }
        );

    private static Task<IResult> AddKeyAsync(
        HttpContext context,
        Layout layout,
        ApiKeyStore keys,
        CancellationToken cancellationToken
    ) =>
        DoAsync(
            context,
            layout,
            keys,
            async form =>
            {
                var days = int.TryParse(form.Value("days"), NumberStyles.None, CultureInfo.InvariantCulture, out var n)
                    ? n
                    : 0;
                var key = await keys.AddAsync(
                    form.Value("name"),
                    UserName(context),
                    form.Value("permissions").Split([' ', ','], StringSplitOptions.RemoveEmptyEntries),
                    TimeSpan.FromDays(days),
                    cancellationToken
                );
                return $"""<p class="ps-note" role="status">The key {key.Key.Name}, shown only now: <code>{key.Secret}</code></p>""";
            }
        );

    private static Task<IResult> RevokeKeyAsync(
        HttpContext context,
        Layout layout,
        ApiKeyStore keys,
        CancellationToken cancellationToken
    ) =>
        DoAsync(
            context,
            layout,
            keys,
            async form =>
            {
                var name = form.Value("name");
                if (!(await keys.ListAsync(cancellationToken)).Any(k => k.Name == name && k.Owner == UserName(context)))
                    throw new UsageException("You have no key of that name", name, "look at the list below");
                await keys.RevokeAsync(name, cancellationToken);
                return Parts.Note($"The key {name} works no longer.");
            }
        );

    private static async Task<IResult> DoAsync(
        HttpContext context,
        Layout layout,
        ApiKeyStore keys,
        Func<IFormCollection, Task<Markup>> change
    )
    {
        // A key must not make itself another, longer one.
        if (!context.User.IsSession())
            return Results.Forbid();
        try
        {
            return await ShowAsync(
                context,
                layout,
                keys,
                await change(await RequestForm.ReadAsync(context.Request, context.RequestAborted))
            );
        }
        catch (UsageException e)
        {
            return await ShowAsync(
                context,
                layout,
                keys,
                Parts.Note(e.Message, isBad: true),
                StatusCodes.Status400BadRequest
            );
        }
    }

    private static async Task<IResult> ShowAsync(
        HttpContext context,
        Layout layout,
        ApiKeyStore keys,
        Markup note,
        int status = 200
    )
    {
        var token = layout.FormToken(context);
        var own = (await keys.ListAsync(context.RequestAborted)).Where(k => k.Owner == UserName(context)).ToList();
        return layout.Render(
            context,
            new Page(
                "Account",
                "",
                $"""
                <main class="ps-page"><h1>{context.User.FindFirstValue(AccessClaims.DisplayName)}</h1>
                <p class="ps-lead">Signed in as {UserName(context)}. {context.User.FindAll(ClaimTypes.Role).Select(r =>
                    Tag(r.Value)
                )}</p>
                {note}
                <div class="ps-columns"><section><h2>Change the password</h2><div class="ps-sheet pad"><form class="ps-form" method="post" action="/account/password">{token}
                <label>Old password<input class="ps-input" type="password" name="old" autocomplete="current-password" required/></label>
                <label>New password <small>at least {PasswordRules.MinimumLength} characters, for instance four words</small><input class="ps-input" type="password" name="new" autocomplete="new-password" minlength="{PasswordRules.MinimumLength}" required/></label>
                <label>New password again<input class="ps-input" type="password" name="again" autocomplete="new-password" required/></label>
                <div><button class="ps-button" type="submit">Change</button></div></form></div></section>
                <section><h2>Add an API key</h2><div class="ps-sheet pad"><form class="ps-form" method="post" action="/account/keys">{token}
                <label>What it is for<input class="ps-input" name="name" required autocomplete="off"/></label>
                <label>Permissions <small>within your own; with spaces between</small><input class="ps-input" name="permissions" value="read:*" required autocomplete="off"/></label>
                <label>Days it works<input class="ps-input" name="days" type="number" min="1" max="366" value="90" required/></label>
                <div><button class="ps-button" type="submit">Add</button></div></form></div></section></div>
                <h2>Your API keys</h2>
                {Parts.Table(
                    ["Name", "Begins with", "Permissions", "Expires", "Last used", ""],
                    [.. own.Select(k => KeyRow(k, token))],
                    ("You have no keys", "A program sends one as Authorization: ApiKey KEY.")
                )}</main>
                """
            )
            {
                Status = status,
            }
        );
    }

    private static Markup[] KeyRow(ApiKey key, Markup token) =>
        [
            $"{key.Name}",
            $"""<span class="mono">{key.Prefix}…</span>""",
            $"{key.Permissions.Select(Tag)}",
            Show.Time(key.ExpiresAt),
            Show.Time(key.LastUsedAt),
            key.RevokedAt is not null
                ? Markup.Of($"""<span class="ps-tag off">revoked</span>""")
                : $"""<form method="post" action="/account/keys/revoke">{token}<input type="hidden" name="name" value="{key.Name}"/><button class="ps-button quiet small">Revoke</button></form>""",
        ];

    private static Markup Tag(string text) => $"""<span class="ps-tag">{text}</span>""";

    private static string UserName(HttpContext context) => context.User.FindFirstValue(AccessClaims.UserName)!;
}
