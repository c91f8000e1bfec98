using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Server.Access.ApiKeys;
using Penstock.Server.Access.SignIn;

namespace Penstock.Server.Iceberg;

/// <summary>
/// Tokens by client credentials (RFC 6749, chapter 4.4; operation getToken of the catalogue's OpenAPI document), for clients
/// that are set up with <c>credential=…</c>: the secret is an API key, which is the token as well. The client's id is not looked
/// at. Tokens are exchanged (RFC 8693) for themselves as long as the key works.
/// </summary>
internal static class IcebergTokens
{
    // Long before, clients ask for the next one; the key's own end is checked at every request.
    private const int Seconds = 3600;
    private const string AccessToken = "urn:ietf:params:oauth:token-type:access_token";

    public static void MapIcebergTokens(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost($"{IcebergEndpoints.Root}/v1/oauth/tokens", GrantAsync)
            .AllowAnonymous()
            .DisableAntiforgery()
            .RequireRateLimiting(SignInRate.Policy)
            .WithTags("Iceberg")
            .WithSummary("Gets a token for an API key as the client's secret.");

    private static async Task<IResult> GrantAsync(HttpContext context, ApiKeyStore keys)
    {
        if (!context.Request.HasFormContentType)
            return Refuse("invalid_request", "The request has to be a form (application/x-www-form-urlencoded)");
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var secret = form["grant_type"].ToString() switch
        {
            "client_credentials" => Basic(context.Request) ?? form["client_secret"].ToString(),
            "urn:ietf:params:oauth:grant-type:token-exchange" => form["subject_token"].ToString(),
            _ => null,
        };
        if (secret is null)
            return Refuse("unsupported_grant_type", "Known are client_credentials and token-exchange");
        if (await keys.FindAsync(secret, context.RequestAborted) is null)
            return Refuse(
                "invalid_client",
                "The client's secret is no API key that works; penstock apikeys add makes one",
                StatusCodes.Status401Unauthorized
            );
        return Results.Json(
            new JsonObject
            {
                ["access_token"] = secret,
                ["token_type"] = "bearer",
                ["expires_in"] = Seconds,
                ["issued_token_type"] = AccessToken,
            }
        );
    }

    // The secret of "Authorization: Basic base64(id:secret)", the other way that the RFC gives it.
    private static string? Basic(HttpRequest request)
    {
        if (
            !AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header)
            || !"Basic".Equals(header.Scheme, StringComparison.OrdinalIgnoreCase)
        )
            return null;
        var bytes = new byte[header.Parameter?.Length ?? 0];
        if (!Convert.TryFromBase64String(header.Parameter ?? "", bytes, out var length))
            return "";
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        return text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..];
    }

    private static IResult Refuse(string error, string description, int status = StatusCodes.Status400BadRequest) =>
        Results.Json(new JsonObject { ["error"] = error, ["error_description"] = description }, statusCode: status);
}
