using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Server.Access;

namespace Penstock.Server.Audit;

/// <summary>The audit trail for administrators and stewards.</summary>
internal static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/audit",
                async (
                    AuditQueries queries,
                    string? subject,
                    string? who,
                    int? page,
                    int? pageSize,
                    CancellationToken cancellationToken
                ) =>
                {
                    var (items, totalCount) = await queries.ListAsync(
                        subject,
                        who,
                        Math.Max(page ?? 0, 0),
                        Math.Clamp(pageSize ?? 50, 1, 1000),
                        cancellationToken
                    );
                    return new { items, totalCount };
                }
            )
            .RequireAuthorization(Permissions.Audit)
            .WithTags("Audit")
            .WithSummary("Every change made through the server, newest first; pages from 0.");
}
