using Microsoft.AspNetCore.Authorization;

namespace Penstock.Server.Access;

/// <summary>The caller needs a permission.</summary>
internal sealed record PermissionRequirement(string Permission) : IAuthorizationRequirement;
