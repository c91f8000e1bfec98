using Npgsql;
using NpgsqlTypes;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Journal;

/// <summary>Statements on <c>workflow.run</c>.</summary>
internal static class RunRows
{
    public const string Columns = """
        id, definition_id, definition_version_id, definition_version, definition_hash, name, status, sub_status,
        created_at, started_at, finished_at, input::text, output::text, incident_count, triggered_by, correlation_id, updated_at,
        parent_run_id, parent_bookmark_id, recovery
        """;

    public static NpgsqlBatchCommand Insert(RunRecord run, Guid? worker)
    {
        var command = new NpgsqlBatchCommand(
            """
            INSERT INTO workflow.run (id, definition_id, definition_version_id, definition_version, definition_hash, name, status, sub_status,
                created_at, started_at, finished_at, input, output, incident_count, triggered_by, correlation_id, updated_at,
                parent_run_id, parent_bookmark_id, recovery, worker_id)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
            ON CONFLICT (id) DO NOTHING
            """
        );
        command
            .Parameters.Uuid(run.Id)
            .Text(run.DefinitionId)
            .Text(run.DefinitionVersionId)
            .Int(run.DefinitionVersion)
            .Text(run.DefinitionHash)
            .Text(run.Name)
            .Text(run.Status.ToString())
            .Text(run.SubStatus.ToString())
            .Instant(run.CreatedAt)
            .Instant(run.StartedAt)
            .Instant(run.FinishedAt)
            .Json(run.Input)
            .Json(run.Output)
            .Int(run.IncidentCount)
            .Text(run.TriggeredBy)
            .Text(run.CorrelationId)
            .Instant(run.UpdatedAt)
            .Uuid(run.ParentRunId)
            .Uuid(run.ParentBookmarkId)
            .Text(run.Recovery.ToString())
            .Uuid(run.Status == WorkflowStatus.Finished ? null : worker);
        return command;
    }

    /// <summary>Writes the run's state, and that it is alive; nothing happens when the run is no longer the worker's.</summary>
    public static NpgsqlBatchCommand Update(
        RunRecord run,
        Guid worker,
        DateTimeOffset now,
        bool hasProgress,
        bool releases
    )
    {
        var command = new NpgsqlBatchCommand(
            """
            UPDATE workflow.run SET status = $2, sub_status = $3, started_at = $4, finished_at = $5, output = $6, incident_count = $7, name = $8,
                correlation_id = $9, updated_at = $10, worker_id = CASE WHEN $12 THEN NULL ELSE worker_id END,
                recoveries = CASE WHEN $13 THEN 0 ELSE recoveries END
            WHERE id = $1 AND worker_id = $11
            """
        );
        command
            .Parameters.Uuid(run.Id)
            .Text(run.Status.ToString())
            .Text(run.SubStatus.ToString())
            .Instant(run.StartedAt)
            .Instant(run.FinishedAt)
            .Json(run.Output)
            .Int(run.IncidentCount)
            .Text(run.Name)
            .Text(run.CorrelationId)
            .Instant(now)
            .Uuid(worker)
            .With(releases || run.Status == WorkflowStatus.Finished, NpgsqlDbType.Boolean)
            .With(hasProgress, NpgsqlDbType.Boolean);
        return command;
    }

    public static RunRecord Read(NpgsqlDataReader row) =>
        new()
        {
            Id = row.GetGuid(0),
            DefinitionId = row.GetString(1),
            DefinitionVersionId = row.GetString(2),
            DefinitionVersion = row.GetInt32(3),
            DefinitionHash = row.GetString(4),
            Name = row.GetString(5),
            Status = Enum.Parse<WorkflowStatus>(row.GetString(6)),
            SubStatus = Enum.Parse<WorkflowSubStatus>(row.GetString(7)),
            CreatedAt = row.GetFieldValue<DateTimeOffset>(8),
            StartedAt = row.Instant(9),
            FinishedAt = row.Instant(10),
            Input = row.Object(11),
            Output = row.Object(12),
            IncidentCount = row.GetInt32(13),
            TriggeredBy = row.Text(14),
            CorrelationId = row.Text(15),
            UpdatedAt = row.GetFieldValue<DateTimeOffset>(16),
            ParentRunId = row.Uuid(17),
            ParentBookmarkId = row.Uuid(18),
            Recovery = Enum.Parse<RecoveryPolicy>(row.GetString(19)),
        };
}
