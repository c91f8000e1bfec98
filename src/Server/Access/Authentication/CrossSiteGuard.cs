using Microsoft.AspNetCore.Http;

namespace Penstock.Server.Access.Authentication;

/// <summary>
/// Refuses what another site makes a signed-in browser do. Studio's requests cannot carry a token of ours, so the guard looks at
/// what the browser itself says of a request's origin, in headers that no script can set: <c>Sec-Fetch-Site</c> (all browsers
/// since 2023) must be <c>same-origin</c>; without it <c>Origin</c>, which every browser sends with each unsafe request and each
/// WebSocket, must be ours; a request with neither comes from no browser that people use, and is refused too. This suffices
/// because
/// the cookie is also <c>SameSite=Strict</c> (a second lock against other sites, not against sister hosts, which the origin
/// check covers), because safe methods change nothing, and because keys and tokens are never sent by a browser of its own accord.
/// Our own forms carry an antiforgery token besides.
/// </summary>
internal sealed class CrossSiteGuard(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (Concerns(context) && !IsOwn(context.Request))
        {
            await Refusals.WriteAsync(
                context,
                StatusCodes.Status403Forbidden,
                "The request does not come from a page of this server.",
                "Open the page on this server and try again; programs send a key instead of the cookie."
            );
            return;
        }
        await next(context);
    }

    private static bool Concerns(HttpContext context) =>
        (
            !Areas.IsSafe(context.Request.Method)
            || context.WebSockets.IsWebSocketRequest
            || context.Request.Headers.Upgrade.Count > 0
        ) && (context.User.IsSession() || Areas.IsPage(context));

    private static bool IsOwn(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"] is [{ } site, ..])
            return site == "same-origin";
        return request.Headers.Origin is [{ } origin] && origin == $"{request.Scheme}://{request.Host}";
    }
}
