using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace Penstock.Server.Access;

/// <summary>A policy's name is the permission it asks for: <c>RequireAuthorization("read:workflow-definitions")</c>.</summary>
internal sealed class PermissionPolicies(IOptions<AuthorizationOptions> options)
    : DefaultAuthorizationPolicyProvider(options)
{
    public override Task<AuthorizationPolicy?> GetPolicyAsync(string policyName) =>
        Task.FromResult<AuthorizationPolicy?>(
            new AuthorizationPolicyBuilder()
                .RequireAuthenticatedUser()
                .AddRequirements(new PermissionRequirement(policyName))
                .Build()
        );
}
