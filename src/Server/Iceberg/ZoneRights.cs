using System.Security.Claims;
using Penstock.Server.Access;

namespace Penstock.Server.Iceberg;

/// <summary>
/// Who may read and write which zone: <c>read:lake</c> and <c>write:lake</c> for all of them, <c>read:lake-refined</c> and the
/// like for one,
/// which an API key can be limited to.
/// </summary>
internal static class ZoneRights
{
    public static bool MayRead(ClaimsPrincipal user, string zone) =>
        user.May(Permissions.ReadLake) || user.May($"{Permissions.ReadLake}-{zone}");

    public static bool MayWrite(ClaimsPrincipal user, string zone) =>
        user.May(Permissions.WriteLake) || user.May($"{Permissions.WriteLake}-{zone}");
}
