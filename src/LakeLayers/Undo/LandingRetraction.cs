using Dapper;
using Npgsql;

namespace Penstock.LakeLayers.Undo;

/// <summary>
/// Takes back that a run published objects of landing. The objects stay as a broken-off run leaves them: the connector's next run
/// finds them, and publishes them again if the source still says so.
/// </summary>
internal static class LandingRetraction
{
    private const string OfRun = "published_at IS NOT NULL AND coalesce(published_by, run_id) = @runId";

    /// <summary>The feeds, how many of their objects the run published, and since when.</summary>
    public static async Task<IReadOnlyList<(string Feed, long Objects, DateTime Since)>> FindAsync(
        NpgsqlConnection connection,
        Guid runId
    ) =>
        (
            await connection.QueryAsync<(string, long, DateTime)>(
                $"SELECT source, count(*), min(published_at) FROM lake.landing_object WHERE {OfRun} GROUP BY source ORDER BY source",
                new { runId }
            )
        ).AsList();

    public static Task RunAsync(NpgsqlConnection connection, Guid runId) =>
        connection.ExecuteAsync(
            $"UPDATE lake.landing_object SET published_at = NULL, published_by = NULL WHERE {OfRun}",
            new { runId }
        );
}
