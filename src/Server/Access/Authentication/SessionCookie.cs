using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;

namespace Penstock.Server.Access.Authentication;

/// <summary>The cookie that holds a person's session: out of reach for scripts, and sent by no other site's doing.</summary>
internal static class SessionCookie
{
    public const string Name = "penstock.session";

    public static bool TryRead(HttpContext context, [NotNullWhen(true)] out string? secret) =>
        context.Request.Cookies.TryGetValue(Name, out secret) && secret.Length > 0;

    // No Expires: the browser forgets it when it closes; the row on the server ends it in any case.
    public static void Write(HttpContext context, string secret) =>
        context.Response.Cookies.Append(Name, secret, Options(context));

    public static void Delete(HttpContext context) => context.Response.Cookies.Delete(Name, Options(context));

    private static CookieOptions Options(HttpContext context) =>
        new()
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.IsHttps,
            Path = "/",
            IsEssential = true,
        };
}
