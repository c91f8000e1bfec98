using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Penstock.Pipelines;

namespace Penstock.Server.Health;

/// <summary>
/// For whoever restarts or routes: whether the process lives, and whether it can do its work. No names and no reasons: nobody
/// has to sign in.
/// </summary>
internal static class HealthEndpoints
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/health/live", () => Results.Text("alive"))
            .AllowAnonymous()
            .WithTags("Health")
            .WithSummary("200 while the process answers.");
        routes
            .MapGet("/health/ready", ReadyAsync)
            .AllowAnonymous()
            .WithTags("Health")
            .WithSummary("200 when the database and the object store answer, else 503.");
    }

    private static async Task<IResult> ReadyAsync(
        Platform platform,
        ILoggerFactory log,
        CancellationToken cancellationToken
    )
    {
        var logger = log.CreateLogger("Penstock.Server.Health");
        var checks = await Task.WhenAll(
            CheckAsync(
                "database",
                async token =>
                {
                    await using var command = platform.Metadata.DataSource.CreateCommand("SELECT 1");
                    await command.ExecuteScalarAsync(token);
                },
                logger,
                cancellationToken
            ),
            CheckAsync(
                "objectStore",
                async token => await platform.Lake.Objects.FindAsync("penstock-check/ready", token),
                logger,
                cancellationToken
            )
        );
        var isReady = checks.All(c => c.IsHealthy);
        return Results.Json(
            new
            {
                status = isReady ? "ready" : "not ready",
                checks = checks.ToDictionary(c => c.Name, c => c.IsHealthy ? "ok" : "failed"),
            },
            statusCode: isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable
        );
    }

    private static async Task<(string Name, bool IsHealthy)> CheckAsync(
        string name,
        Func<CancellationToken, Task> look,
        ILogger logger,
        CancellationToken cancellationToken
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            await look(limit.Token);
            return (name, true);
        }
#pragma warning disable CA1031 // Whatever goes wrong, the answer is the same: not ready.
        catch (Exception e)
#pragma warning restore CA1031
        {
            logger.LogWarning(e, "Not ready: {Check}", name);
            return (name, false);
        }
    }
}
