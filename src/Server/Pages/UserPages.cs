using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Core.Errors;
using Penstock.Server.Access;
using Penstock.Server.Access.Users;
using Penstock.Server.Hosting;
using Penstock.Server.Html;

namespace Penstock.Server.Pages;

/// <summary>Users and their roles, for administrators.</summary>
internal static class UserPages
{
    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/admin/users",
                (HttpContext context, Layout layout, UserStore users) => ShowAsync(context, layout, users, Markup.Empty)
            )
            .RequireAuthorization(Permissions.Admin)
            .ExcludeFromDescription();
        routes.MapForm("/admin/users", AddAsync).RequireAuthorization(Permissions.Admin);
        routes.MapForm("/admin/users/{name}", ChangeAsync).RequireAuthorization(Permissions.Admin);
    }

    private static Task<IResult> AddAsync(
        HttpContext context,
        Layout layout,
        UserStore users,
        CancellationToken cancellationToken
    ) =>
        DoAsync(
            context,
            layout,
            users,
            async form =>
            {
                var password = PasswordRules.Generate();
                var user = await users.AddAsync(
                    form.Value("name"),
                    form.Value("displayName"),
                    [.. form["roles"].OfType<string>()],
                    password,
                    cancellationToken
                );
                return Password($"{user.Name} can sign in with this password. It is shown only now:", password);
            }
        );

    private static Task<IResult> ChangeAsync(
        HttpContext context,
        Layout layout,
        UserStore users,
        string name,
        CancellationToken cancellationToken
    ) =>
        DoAsync(
            context,
            layout,
            users,
            async form =>
            {
                switch (form.Value("action"))
                {
                    case "roles":
                        await users.SetRolesAsync(name, [.. form["roles"].OfType<string>()], cancellationToken);
                        return Parts.Note($"{name} has the chosen roles now.");
                    case "disable":
                        await users.SetDisabledAsync(name, true, cancellationToken);
                        return Parts.Note($"{name} can no longer sign in; sessions, tokens and keys have ended.");
                    case "enable":
                        await users.SetDisabledAsync(name, false, cancellationToken);
                        return Parts.Note($"{name} can sign in again.");
                    case "reset":
                        var password = PasswordRules.Generate();
                        await users.SetPasswordAsync(name, password, cancellationToken);
                        return Password($"The new password of {name}, shown only now:", password);
                    default:
                        throw new UsageException(
                            "The form asks for nothing that is known here",
                            next: "open the page again"
                        );
                }
            }
        );

    private static async Task<IResult> DoAsync(
        HttpContext context,
        Layout layout,
        UserStore users,
        Func<IFormCollection, Task<Markup>> change
    )
    {
        try
        {
            return await ShowAsync(
                context,
                layout,
                users,
                await change(await RequestForm.ReadAsync(context.Request, context.RequestAborted))
            );
        }
        catch (UsageException e)
        {
            return await ShowAsync(
                context,
                layout,
                users,
                Parts.Note(e.Message, isBad: true),
                StatusCodes.Status400BadRequest
            );
        }
    }

    private static async Task<IResult> ShowAsync(
        HttpContext context,
        Layout layout,
        UserStore users,
        Markup note,
        int status = 200
    )
    {
        var token = layout.FormToken(context);
        var all = await users.ListAsync(context.RequestAborted);
        return layout.Render(
            context,
            new Page(
                "Users",
                "",
                $"""
                <main class="ps-page"><h1>Users</h1><p class="ps-lead">Who may sign in, and what they may do. Changes count at once.</p>
                {note}
                {Parts.Table(["User", "Roles", "Since", ""], [.. all.Select(u => Row(u, token))], ("No users", ""))}
                <h2>Add a user</h2>
                <div class="ps-sheet pad"><form class="ps-form" method="post" action="/admin/users">{token}
                <label>Name<input class="ps-input" name="name" required autocapitalize="none" spellcheck="false" autocomplete="off"/></label>
                <label>Display name <small>optional</small><input class="ps-input" name="displayName" autocomplete="off"/></label>
                <div class="ps-field">Roles<div>{Roles.All.Select(r => Check(r, r == Roles.Analyst))}</div></div>
                <div><button class="ps-button" type="submit">Add</button></div>
                </form></div></main>
                """
            )
            {
                Status = status,
            }
        );
    }

    private static Markup[] Row(UserAccount user, Markup token)
    {
        var action = $"/admin/users/{Uri.EscapeDataString(user.Name)}";
        Markup name = user.IsDisabled
            ? Markup.Of(
                $"""<strong>{user.DisplayName}</strong> <span class="ps-tag off">disabled</span><br/><span class="none">{user.Name}</span>"""
            )
            : $"""<strong>{user.DisplayName}</strong><br/><span class="none">{user.Name}</span>""";
        return
        [
            name,
            $"""<form class="ps-row" method="post" action="{action}">{token}<div>{Roles.All.Select(r => Check(r, user.Roles.Contains(r)))}</div><button class="ps-button quiet small" name="action" value="roles">Set roles</button></form>""",
            Show.Time(user.CreatedAt),
            $"""<form class="ps-row" method="post" action="{action}">{token}<button class="ps-button quiet small" name="action" value="reset">New password</button><button class="ps-button quiet small" name="action" value="{(user.IsDisabled ? "enable" : "disable")}">{(user.IsDisabled ? "Enable" : "Disable")}</button></form>""",
        ];
    }

    private static Markup Check(string role, bool isChecked) =>
        isChecked
            ? Markup.Of(
                $"""<label class="ps-check"><input type="checkbox" name="roles" value="{role}" checked/>{role}</label>"""
            )
            : $"""<label class="ps-check"><input type="checkbox" name="roles" value="{role}"/>{role}</label>""";

    private static Markup Password(string words, string password) =>
        $"""<p class="ps-note" role="status">{words} <code>{password}</code></p>""";
}
