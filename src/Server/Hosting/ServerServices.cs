using Microsoft.Extensions.DependencyInjection;
using Penstock.Server.Access;
using Penstock.Server.Audit;
using Penstock.Server.Elsa;

namespace Penstock.Server.Hosting;

/// <summary>Registers the server's own services. Each area brings its services in an <c>AddX</c> of its own.</summary>
internal static class ServerServices
{
    public static IServiceCollection AddPenstockServer(this IServiceCollection services) => services
        .AddAccess()
        .AddAudit()
        .AddElsa();
}
