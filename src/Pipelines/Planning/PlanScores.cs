using Dapper;
using Penstock.Core.Metadata;
using Penstock.Workflows.Journal;

namespace Penstock.Pipelines.Planning;

/// <summary>How good the plans of runs were.</summary>
public sealed class PlanScores(MetadataStore metadata)
{
    /// <summary>Compares a plan with the run that followed it, and keeps both.</summary>
    public async Task<IReadOnlyList<ScoredStep>> RecordAsync(
        IReadOnlyList<PlannedActivity> plan,
        RunDetails run,
        CancellationToken cancellationToken = default
    )
    {
        // What runs several times, in a loop, counts together.
        var actual = run.Activities.ToLookup(a => a.ActivityId);
        var steps = plan.Where(a => a.Plan is not null)
            .GroupBy(a => a.ActivityId)
            .Select(g =>
            {
                var (rows, bytes) = (Sum(g.Key, "rows"), Sum(g.Key, "bytes"));
                return new ScoredStep(
                    g.Key,
                    g.First().Name,
                    g.Any(a => a.Plan!.Runs),
                    g.All(a => a.Plan!.Rows is not null) ? g.Sum(a => a.Plan!.Rows) : null,
                    g.All(a => a.Plan!.Bytes is not null) ? g.Sum(a => a.Plan!.Bytes) : null,
                    rows + bytes > 0,
                    rows,
                    bytes
                );
            })
            .ToList();
        await using var connection = await metadata.DataSource.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(
            """
            INSERT INTO core.planned_step (run_id, activity_id, name, would_run, rows, bytes, did_run, actual_rows, actual_bytes)
            VALUES (@RunId, @ActivityId, @Name, @WouldRun, @Rows, @Bytes, @DidRun, @ActualRows, @ActualBytes)
            """,
            steps.Select(s => new
            {
                RunId = run.Run.Id,
                s.ActivityId,
                s.Name,
                s.WouldRun,
                s.Rows,
                s.Bytes,
                s.DidRun,
                s.ActualRows,
                s.ActualBytes,
            })
        );
        return steps;

        long Sum(string activity, string counter) => actual[activity].Sum(a => a.Counters.GetValueOrDefault(counter));
    }

    /// <summary>The steps of a run that was planned first; empty for others.</summary>
    public async Task<IReadOnlyList<ScoredStep>> FindAsync(Guid runId, CancellationToken cancellationToken = default)
    {
        await using var connection = await metadata.DataSource.OpenConnectionAsync(cancellationToken);
        return (
            await connection.QueryAsync<ScoredStep>(
                """
                SELECT activity_id AS "ActivityId", name AS "Name", would_run AS "WouldRun", rows AS "Rows", bytes AS "Bytes",
                       did_run AS "DidRun", actual_rows AS "ActualRows", actual_bytes AS "ActualBytes"
                FROM core.planned_step WHERE run_id = @runId ORDER BY name
                """,
                new { runId }
            )
        ).AsList();
    }
}
