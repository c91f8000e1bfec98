using Microsoft.AspNetCore.Builder;
using Penstock.Server.Elsa;
using Penstock.Server.Health;

namespace Penstock.Server.Hosting;

/// <summary>The order in which a request passes the server. Each area maps its endpoints in a <c>MapX</c> of its own.</summary>
internal static class ServerPipeline
{
    public static void UsePenstockServer(this WebApplication application)
    {
        application.UseAuthentication();
        application.UseAuthorization();
        application.MapHealth();
        application.MapElsa();
    }
}
