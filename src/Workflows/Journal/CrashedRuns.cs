using Npgsql;
using Penstock.Core.Metadata;

namespace Penstock.Workflows.Journal;

/// <summary>
/// Finds runs whose process died, and ends those that nobody goes on with: Faulted, with an incident that says so.
/// </summary>
internal static class CrashedRuns
{
    /// <summary>How long a process of another machine may be silent.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task EndAsync(
        MetadataStore store,
        TimeProvider time,
        Guid worker,
        CancellationToken cancellationToken
    )
    {
        foreach (var (id, owner, heartbeat) in await FindAsync(store, time, worker, "End", cancellationToken))
            await EndAsync(store, id, owner, heartbeat, time, cancellationToken);
    }

    /// <summary>Running runs whose worker is dead, as far as can be told without its lock.</summary>
    public static async Task<List<(Guid Id, RunOwner Owner, DateTimeOffset Heartbeat)>> FindAsync(
        MetadataStore store,
        TimeProvider time,
        Guid worker,
        string recovery,
        CancellationToken cancellationToken
    )
    {
        await using var command = store.DataSource.CreateCommand(
            """
            SELECT r.id, w.host, w.pid, w.started_at, w.heartbeat FROM workflow.run r JOIN workflow.worker w ON w.id = r.worker_id
            WHERE r.status = 'Running' AND r.recovery = $1 AND r.worker_id <> $2 ORDER BY r.created_at
            """
        );
        command.Parameters.Text(recovery).Uuid(worker);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var runs = new List<(Guid, RunOwner, DateTimeOffset)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var owner = new RunOwner(reader.GetString(1), reader.GetInt32(2), reader.GetDateTime(3));
            var heartbeat = reader.GetFieldValue<DateTimeOffset>(4);
            if (owner.IsGone || time.GetUtcNow() - heartbeat > Patience)
                runs.Add((reader.GetGuid(0), owner, heartbeat));
        }
        return runs;
    }

    private static async Task EndAsync(
        MetadataStore store,
        Guid id,
        RunOwner owner,
        DateTimeOffset heartbeat,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        await using var transaction = await store.BeginAsync(cancellationToken);
        // Whose worker holds its lock lives, however silent.
        await using (
            var take = new NpgsqlCommand(
                $"SELECT pg_try_advisory_xact_lock({Worker.Key("worker_id")}) FROM workflow.run WHERE id = $1 AND status = 'Running' FOR UPDATE",
                transaction.Connection
            )
        )
        {
            take.Parameters.Uuid(id);
            if (await take.ExecuteScalarAsync(cancellationToken) is not true)
                return;
        }
        await using var batch = new NpgsqlBatch(transaction.Connection);
        var message =
            $"The process that ran the workflow is gone ({owner}, last heard of {heartbeat:u}). "
            + "Steps that had committed stay; the others changed nothing. Next: run the workflow again";
        var incident = new NpgsqlBatchCommand(
            """
            INSERT INTO workflow.incident (run_id, activity_id, activity_node_id, activity_type, activity_name, activity_execution_id, message, raised_at)
            SELECT r.id, coalesce(a.activity_id, ''), coalesce(a.node_id, ''), coalesce(a.activity_type, ''), a.activity_name, a.id, $2, $3
            FROM workflow.run r LEFT JOIN workflow.activity_execution a
                ON a.run_id = r.id AND a.status = 'Running' AND NOT a.is_control_flow
            WHERE r.id = $1
            """
        );
        incident.Parameters.Uuid(id).Text(message).Instant(time.GetUtcNow());
        var activities = new NpgsqlBatchCommand(
            """
            UPDATE workflow.activity_execution SET status = 'Faulted', completed_at = $3,
                exception = jsonb_build_object('type', 'Interrupted', 'message', $2::text)
            WHERE run_id = $1 AND status = 'Running'
            """
        );
        activities.Parameters.Uuid(id).Text(message).Instant(time.GetUtcNow());
        var run = new NpgsqlBatchCommand(
            """
            UPDATE workflow.run SET status = 'Finished', sub_status = 'Faulted', finished_at = $2, updated_at = $2, worker_id = NULL,
                incident_count = (SELECT count(*) FROM workflow.incident WHERE run_id = $1 AND resolved_at IS NULL)
            WHERE id = $1
            """
        );
        run.Parameters.Uuid(id).Instant(time.GetUtcNow());
        batch.BatchCommands.Add(incident);
        batch.BatchCommands.Add(activities);
        batch.BatchCommands.Add(run);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
