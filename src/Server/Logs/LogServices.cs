using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Penstock.Server.Access;

namespace Penstock.Server.Logs;

/// <summary>Registers and maps the logs of runs.</summary>
internal static class LogServices
{
    public static IServiceCollection AddLogs(this IServiceCollection services) =>
        services
            .AddSingleton<RunLogQueue>()
            .AddSingleton<ILoggerProvider, RunLogProvider>()
            .AddSingleton<RunLog>()
            .AddHostedService<RunLogWriter>();

    public static void MapLogs(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/runs/{runId}/logs",
                async (RunLog log, string runId, CancellationToken cancellationToken) =>
                {
                    var (run, lines) = await log.ReadAsync(runId, cancellationToken);
                    return new
                    {
                        run.Id,
                        items = lines,
                        totalCount = lines.Count,
                    };
                }
            )
            .RequireAuthorization(Permissions.ReadLogs)
            .WithTags("Runs")
            .WithSummary("The log of a run: its journal and what the program logged within it, oldest first.");
}
