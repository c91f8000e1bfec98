namespace Penstock.Server.Access;

/// <summary>Claim types of our own.</summary>
internal static class AccessClaims
{
    /// <summary>A granted pattern, named as Elsa servers name it.</summary>
    public const string Permission = "permissions";
}
