using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Penstock.Server.Access.Tickets;

namespace Penstock.Server.Access.SignIn;

/// <summary>Tokens for programs, in the shape of an Elsa server's identity endpoints, and who one is.</summary>
internal static class IdentityEndpoints
{
    public static void MapIdentity(this IEndpointRouteBuilder routes)
    {
        routes
            .MapPost("/elsa/api/identity/login", LoginAsync)
            .AllowAnonymous()
            .RequireRateLimiting(SignInRate.Policy)
            .WithTags("Identity")
            .WithSummary("Gets a pair of tokens for a name and a password.");
        routes
            .MapPost("/elsa/api/identity/refresh-token", RefreshAsync)
            .AllowAnonymous()
            .RequireRateLimiting(SignInRate.Policy)
            .WithTags("Identity")
            .WithSummary("Gets the next pair for a refresh token, sent as bearer.");
        routes
            .MapGet(
                "/api/me",
                (ICurrentUser user) =>
                    new
                    {
                        user.Name,
                        user.Roles,
                        Permissions = user.Grants,
                    }
            )
            .RequireAuthorization()
            .WithTags("Identity")
            .WithSummary("Who the caller is and may do.");
    }

    private static async Task<IResult> LoginAsync(
        LoginRequest request,
        HttpContext context,
        SignInService signIn,
        TicketStore tickets,
        CancellationToken cancellationToken
    )
    {
        var outcome = await signIn.TryAsync(
            request.Username ?? "",
            request.Password ?? "",
            SignInRate.AddressOf(context),
            cancellationToken
        );
        if (outcome.LockedFor is { } wait)
        {
            await SignInRate.RefuseAsync(context, wait);
            return Results.Empty;
        }
        if (outcome.User is null)
            return Results.Ok(new LoginResponse(false));
        var pair = await tickets.IssueTokensAsync(outcome.User.Id, cancellationToken);
        return Results.Ok(new LoginResponse(true, pair.AccessToken, pair.RefreshToken));
    }

    private static async Task<IResult> RefreshAsync(
        HttpContext context,
        TicketStore tickets,
        CancellationToken cancellationToken
    )
    {
        var header = context.Request.Headers.Authorization.ToString();
        var pair = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? await tickets.RefreshAsync(header["Bearer ".Length..].Trim(), cancellationToken)
            : null;
        return pair is null
            ? Results.Ok(new LoginResponse(false))
            : Results.Ok(new LoginResponse(true, pair.AccessToken, pair.RefreshToken));
    }
}
