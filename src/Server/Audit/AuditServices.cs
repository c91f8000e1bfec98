using Microsoft.Extensions.DependencyInjection;

namespace Penstock.Server.Audit;

/// <summary>Registers the audit trail.</summary>
internal static class AuditServices
{
    public static IServiceCollection AddAudit(this IServiceCollection services) =>
        services.AddSingleton<AuditTrail>().AddSingleton<AuditQueries>();
}
