using Npgsql;
using NpgsqlTypes;
using Penstock.Core.Metadata;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Journal;

/// <summary>Takes a run over into this process, in one transaction.</summary>
internal sealed class RunClaim(
    MetadataStore store,
    TimeProvider time,
    Worker worker,
    Func<string, CancellationToken, Task<WorkflowDefinition>> definitions
)
{
    /// <summary>How often a run may be taken from a dead process without an activity of it ending in between.</summary>
    private const int MostRecoveries = 5;

    public async Task<ClaimedRun?> TakeAsync(Guid runId, ClaimReason reason, CancellationToken cancellationToken)
    {
        await using var transaction = await store.BeginAsync(cancellationToken);
        var connection = transaction.Connection;
        if (await LockAsync(connection, runId, cancellationToken) is not var (before, owner, recoveries))
            return null;
        if (!await FitsAsync(connection, before, owner, reason, cancellationToken))
            return null;

        var run = before with
        {
            Status = WorkflowStatus.Running,
            SubStatus = WorkflowSubStatus.Executing,
            FinishedAt = null,
            StartedAt = before.StartedAt ?? time.GetUtcNow(),
            UpdatedAt = time.GetUtcNow(),
        };
        await using (
            var take = new NpgsqlCommand(
                """
                UPDATE workflow.run SET status = 'Running', sub_status = 'Executing', finished_at = NULL, started_at = $3, updated_at = $4, worker_id = $2,
                    recoveries = recoveries + CASE WHEN $5 THEN 1 ELSE 0 END, is_cancel_requested = false WHERE id = $1
                """,
                connection
            )
        )
        {
            take.Parameters.Uuid(runId)
                .Uuid(worker.Id)
                .Instant(run.StartedAt)
                .Instant(run.UpdatedAt)
                .With(reason == ClaimReason.Recover, NpgsqlDbType.Boolean);
            await take.ExecuteNonQueryAsync(cancellationToken);
        }
        var state = await StateAsync(connection, runId, cancellationToken);
        var bookmarks = await BookmarksAsync(connection, runId, cancellationToken);
        var memos = await MemosAsync(connection, runId, cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        var journal = new PostgresRunJournal(store, time, runId, worker, null);
        var definition = await definitions(run.DefinitionHash, cancellationToken);
        var claimed = new ClaimedRun(run, before, definition, state, bookmarks, memos, run.IncidentCount, journal);
        if (reason != ClaimReason.Recover || recoveries < MostRecoveries)
            return claimed;
        await GiveUp.EndAsync(
            claimed,
            new Core.Errors.PenstockException(
                "The process was gone each time that it went on with this run",
                $"run {runId}, {recoveries} times since an activity last ended",
                "The run was ended; what had committed stays",
                $"penstock status {runId}, and look at the activity that was at work"
            ),
            time
        );
        return null;
    }

    private static async Task<(RunRecord Run, Guid? Worker, int Recoveries)?> LockAsync(
        NpgsqlConnection connection,
        Guid runId,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            $"SELECT {RunRows.Columns}, worker_id, recoveries FROM workflow.run WHERE id = $1 FOR UPDATE",
            connection
        );
        command.Parameters.Uuid(runId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;
        return (RunRows.Read(reader), reader.Uuid(20), reader.GetInt32(21));
    }

    private static async Task<bool> FitsAsync(
        NpgsqlConnection connection,
        RunRecord run,
        Guid? owner,
        ClaimReason reason,
        CancellationToken cancellationToken
    )
    {
        if (reason == ClaimReason.Recover && owner is { } dead)
            return run.Status == WorkflowStatus.Running && await IsDeadAsync(connection, dead, cancellationToken);
        if (owner is not null)
            return false;
        return reason switch
        {
            ClaimReason.Begin => run.SubStatus == WorkflowSubStatus.Pending,
            ClaimReason.Resume => run.SubStatus is WorkflowSubStatus.Suspended or WorkflowSubStatus.Interrupted,
            ClaimReason.Recover => run.SubStatus == WorkflowSubStatus.Interrupted,
            _ => run.SubStatus == WorkflowSubStatus.Faulted
                || run is { SubStatus: WorkflowSubStatus.Suspended, IncidentCount: > 0 },
        };
    }

    // Whose worker holds its lock lives, however silent.
    private static async Task<bool> IsDeadAsync(
        NpgsqlConnection connection,
        Guid owner,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            $"SELECT pg_try_advisory_xact_lock({Worker.Key("$1")})",
            connection
        );
        command.Parameters.Uuid(owner);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    private static async Task<string?> StateAsync(
        NpgsqlConnection connection,
        Guid runId,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            "SELECT state FROM workflow.run_state WHERE run_id = $1",
            connection
        );
        command.Parameters.Uuid(runId);
        return (string?)await command.ExecuteScalarAsync(cancellationToken);
    }

    private static async Task<List<Bookmark>> BookmarksAsync(
        NpgsqlConnection connection,
        Guid runId,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            $"SELECT {StateRows.BookmarkColumns} FROM workflow.bookmark b WHERE run_id = $1 ORDER BY id",
            connection
        );
        command.Parameters.Uuid(runId);
        return await command.ReadAsync(StateRows.ReadBookmark, cancellationToken);
    }

    private static async Task<List<(Guid, string, string)>> MemosAsync(
        NpgsqlConnection connection,
        Guid runId,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            "SELECT execution_id, name, value FROM workflow.run_memo WHERE run_id = $1",
            connection
        );
        command.Parameters.Uuid(runId);
        return await command.ReadAsync(row => (row.GetGuid(0), row.GetString(1), row.GetString(2)), cancellationToken);
    }
}
