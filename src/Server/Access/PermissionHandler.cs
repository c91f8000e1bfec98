using Microsoft.AspNetCore.Authorization;

namespace Penstock.Server.Access;

/// <summary>Grants what the caller's patterns cover.</summary>
internal sealed class PermissionHandler : AuthorizationHandler<PermissionRequirement>
{
    protected override Task HandleRequirementAsync(
        AuthorizationHandlerContext context,
        PermissionRequirement requirement
    )
    {
        if (context.User.May(requirement.Permission))
            context.Succeed(requirement);
        return Task.CompletedTask;
    }
}
