using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Penstock.Server.Access.ApiKeys;
using Penstock.Server.Access.Tickets;

namespace Penstock.Server.Access.Authentication;

/// <summary>
/// The one way in: <c>Authorization: ApiKey K</c>, <c>Authorization: Bearer K-or-token</c>, for a hub's WebSocket
/// <c>?access_token=</c> (a browser cannot send a header there), or the session cookie. A request that presents a credential is
/// judged by that one alone.
/// </summary>
internal sealed class PenstockScheme(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    TicketStore tickets,
    ApiKeyStore keys
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "Penstock";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Presented() is { } secret)
            return await FromProgramAsync(secret) is { } program
                ? Success(program)
                : AuthenticateResult.Fail("The key or token is unknown, expired or revoked.");
        if (!SessionCookie.TryRead(Context, out var cookie))
            return AuthenticateResult.NoResult();
        return await tickets.FindAsync(cookie, TicketKind.Session, Context.RequestAborted) is { } bearer
            ? Success(Identity(bearer, bearer.Name, Roles.GrantsOf(bearer.Roles), AccessClaims.Session))
            : AuthenticateResult.NoResult();
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (Areas.IsPage(Context))
        {
            Response.Redirect($"/login?returnUrl={Uri.EscapeDataString(Request.Path + Request.QueryString)}");
            return;
        }
        Response.Headers.WWWAuthenticate = "Bearer, ApiKey";
        await Refusals.WriteAsync(
            Context,
            StatusCodes.Status401Unauthorized,
            "Nobody is signed in, or the session, token or key is no longer valid.",
            "Sign in, or send a valid key as Authorization: ApiKey KEY."
        );
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Refusals.ForbidAsync(Context);

    private string? Presented()
    {
        var header = Request.Headers.Authorization.ToString();
        foreach (var prefix in new[] { "Bearer ", "ApiKey " })
            if (header.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                return header[prefix.Length..].Trim();
        return Areas.IsHub(Request.Path) && Request.Query["access_token"] is [{ Length: > 0 } token, ..] ? token : null;
    }

    private async Task<ClaimsIdentity?> FromProgramAsync(string secret)
    {
        if (!secret.StartsWith(ApiKeyStore.Mark, StringComparison.Ordinal))
        {
            return await tickets.FindAsync(secret, TicketKind.Access, Context.RequestAborted) is { } bearer
                ? Identity(bearer, bearer.Name, Roles.GrantsOf(bearer.Roles), AccessClaims.Token)
                : null;
        }
        if (await keys.FindAsync(secret, Context.RequestAborted) is not { } key)
            return null;
        return Identity(
            key.Bearer,
            $"{key.Bearer.Name} (key {key.KeyName})",
            Permissions.Intersect(key.Permissions, Roles.GrantsOf(key.Bearer.Roles)),
            AccessClaims.Key
        );
    }

    private static ClaimsIdentity Identity(Bearer bearer, string name, IEnumerable<string> grants, string method)
    {
        var identity = new ClaimsIdentity(Name, ClaimTypes.Name, ClaimTypes.Role);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, bearer.UserId.ToString()));
        identity.AddClaim(new Claim(ClaimTypes.Name, name));
        identity.AddClaim(new Claim(AccessClaims.UserName, bearer.Name));
        identity.AddClaim(new Claim(AccessClaims.DisplayName, bearer.DisplayName));
        identity.AddClaim(new Claim(AccessClaims.Method, method));
        identity.AddClaim(new Claim(AccessClaims.Family, bearer.Family.ToString()));
        identity.AddClaims(bearer.Roles.Select(r => new Claim(ClaimTypes.Role, r)));
        identity.AddClaims(grants.Select(g => new Claim(AccessClaims.Permission, g)));
        return identity;
    }

    private static AuthenticateResult Success(ClaimsIdentity identity) =>
        AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Name));
}
