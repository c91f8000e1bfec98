using System.Security.Claims;

namespace Penstock.Server.Access;

/// <summary>Claim types of our own.</summary>
internal static class AccessClaims
{
    /// <summary>A granted pattern, named as Elsa servers name it.</summary>
    public const string Permission = "permissions";

    /// <summary>The account's name; the identity's name also tells the key.</summary>
    public const string UserName = "penstock:user";

    public const string DisplayName = "penstock:display-name";

    /// <summary>How the caller proved who they are: <see cref="Session"/>, <see cref="Token"/> or <see cref="Key"/>.</summary>
    public const string Method = "penstock:method";

    /// <summary>The sign-in a session or token comes from.</summary>
    public const string Family = "penstock:family";

    public const string Session = "session";
    public const string Token = "token";
    public const string Key = "key";

    /// <summary>Whether the browser sent the credential by itself: only then can another site have made it do so.</summary>
    public static bool IsSession(this ClaimsPrincipal user) => user.FindFirstValue(Method) == Session;

    /// <summary>Whether a granted pattern covers the permission.</summary>
    public static bool May(this ClaimsPrincipal user, string permission) =>
        user.FindAll(Permission).Any(c => Permissions.Covers(c.Value, permission));
}
