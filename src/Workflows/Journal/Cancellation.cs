using Npgsql;
using Penstock.Core.Metadata;

namespace Penstock.Workflows.Journal;

/// <summary>Cancels a run from outside: at once when no process has it, else by a word to the process that has.</summary>
internal static class Cancellation
{
    public static async Task<bool> RunAsync(
        MetadataStore store,
        TimeProvider time,
        Guid runId,
        CancellationToken cancellationToken
    )
    {
        await using var transaction = await store.BeginAsync(cancellationToken);
        bool isOwned;
        await using (
            var look = new NpgsqlCommand(
                "SELECT worker_id IS NOT NULL FROM workflow.run WHERE id = $1 AND status = 'Running' FOR UPDATE",
                transaction.Connection
            )
        )
        {
            look.Parameters.Uuid(runId);
            if (await look.ExecuteScalarAsync(cancellationToken) is not bool found)
                return false;
            isOwned = found;
        }
        await using var batch = new NpgsqlBatch(transaction.Connection);
        foreach (var command in isOwned ? Ask(runId) : End(runId, time.GetUtcNow()))
            batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static IEnumerable<NpgsqlBatchCommand> Ask(Guid runId) =>
        [Command("UPDATE workflow.run SET is_cancel_requested = true WHERE id = $1", runId)];

    private static IEnumerable<NpgsqlBatchCommand> End(Guid runId, DateTimeOffset now)
    {
        var activities = Command(
            """
            UPDATE workflow.activity_execution a SET status = 'Canceled', completed_at = $2, has_bookmarks = false, end_event = n.base + n.place
            FROM (SELECT id, row_number() OVER (ORDER BY sequence DESC) AS place,
                    (SELECT greatest(max(start_event), max(end_event)) FROM workflow.activity_execution WHERE run_id = $1) AS base
                FROM workflow.activity_execution WHERE run_id = $1 AND status = 'Running') n
            WHERE a.id = n.id
            """,
            runId
        );
        activities.Parameters.Instant(now);
        var run = Command(
            """
            UPDATE workflow.run SET status = 'Finished', sub_status = 'Cancelled', finished_at = $2, updated_at = $2 WHERE id = $1
            """,
            runId
        );
        run.Parameters.Instant(now);
        var parent = Command(
            """
            INSERT INTO workflow.inbox (run_id, bookmark_id, input)
            SELECT r.parent_run_id, r.parent_bookmark_id, json_build_object('WorkflowInstanceId', r.id, 'Status', 'Finished', 'SubStatus', 'Cancelled', 'Output', json_build_object())::text
            FROM workflow.run r JOIN workflow.bookmark b ON b.id = r.parent_bookmark_id WHERE r.id = $1
            """,
            runId
        );
        var variables = Command(
            """
            INSERT INTO workflow.run_result (run_id, variables) SELECT run_id, state::json -> 'variables' FROM workflow.run_state
            WHERE run_id = $1 AND state::json -> 'variables' IS NOT NULL ON CONFLICT (run_id) DO UPDATE SET variables = excluded.variables
            """,
            runId
        );
        return [activities, run, parent, variables, .. StateRows.DropState(runId)];
    }

    private static NpgsqlBatchCommand Command(string sql, Guid runId)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.Uuid(runId);
        return command;
    }
}
