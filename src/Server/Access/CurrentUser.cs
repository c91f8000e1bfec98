using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace Penstock.Server.Access;

/// <summary>The caller as the authentication of the request found them.</summary>
internal sealed class CurrentUser(IHttpContextAccessor accessor) : ICurrentUser
{
    public bool IsSignedIn => User?.Identity?.IsAuthenticated == true;

    public string Name => User?.Identity?.Name ?? "anonymous";

    public Guid? Id => Guid.TryParse(User?.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;

    public IReadOnlyList<string> Roles => Values(ClaimTypes.Role);

    public IReadOnlyList<string> Grants => Values(AccessClaims.Permission);

    private ClaimsPrincipal? User => accessor.HttpContext?.User;

    private List<string> Values(string type) => [.. (User?.FindAll(type) ?? []).Select(c => c.Value)];
}
