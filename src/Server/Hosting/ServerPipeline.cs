using Microsoft.AspNetCore.Builder;
using Penstock.Server.Access.Authentication;
using Penstock.Server.Access.SignIn;
using Penstock.Server.Api;
using Penstock.Server.Audit;
using Penstock.Server.Elsa;
using Penstock.Server.Health;
using Penstock.Server.Http;
using Penstock.Server.Iceberg;
using Penstock.Server.Logs;
using Penstock.Server.Pages;
using Penstock.Server.Studio;

namespace Penstock.Server.Hosting;

/// <summary>The order in which a request passes the server. Each area maps its endpoints in a <c>MapX</c> of its own.</summary>
internal static class ServerPipeline
{
    public static void UsePenstockServer(this WebApplication application)
    {
        application.UseForwardedHeaders();
        application.UseMiddleware<SecurityHeaders>();
        application.UseExceptionHandler();
        application.UseStatusCodePages(ErrorPage.FillAsync);
        application.UseMiddleware<RequestGuard>();
        application.UseResponseCompression();
        application.UseRouting();
        application.UseWebSockets();
        application.UseAuthentication();
        application.UseMiddleware<CrossSiteGuard>();
        application.UseAuthorization();
        application.UseRateLimiter();
        application.MapHealth();
        application.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        application.MapIdentity();
        application.MapAudit();
        application.MapLogs();
        application.MapElsa();
        application.MapApi();
        application.MapIceberg();
        application.MapHttpWorkflows();
        application.MapStudio();
        application.MapPages();
    }
}
