using System.Security.Claims;
using Penstock.Server.Access;

namespace Penstock.Server.Iceberg;

/// <summary>
/// Who may read and write which zone: <c>read:lake</c> and <c>write:lake</c> for all of them, <c>read:lake-refined</c> and the like for one,
/// which an API key can be limited to.
/// </summary>
internal static class ZoneRights
{
    public static bool MayRead(ClaimsPrincipal user, string zone) => Has(user, Permissions.ReadLake) || Has(user, $"{Permissions.ReadLake}-{zone}");

    public static bool MayWrite(ClaimsPrincipal user, string zone) => Has(user, Permissions.WriteLake) || Has(user, $"{Permissions.WriteLake}-{zone}");

    private static bool Has(ClaimsPrincipal user, string permission) => user.FindAll(AccessClaims.Permission).Any(c => Permissions.Covers(c.Value, permission));
}
