using Microsoft.AspNetCore.Authorization;

namespace Penstock.Server.Access;

/// <summary>Grants what the caller's patterns cover.</summary>
internal sealed class PermissionHandler : AuthorizationHandler<PermissionRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, PermissionRequirement requirement)
    {
        if (context.User.FindAll(AccessClaims.Permission).Any(c => Permissions.Covers(c.Value, requirement.Permission))) context.Succeed(requirement);
        return Task.CompletedTask;
    }
}
