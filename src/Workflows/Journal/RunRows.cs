using Npgsql;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Journal;

/// <summary>Statements on <c>workflow.run</c>.</summary>
internal static class RunRows
{
    public static async Task InsertAsync(
        NpgsqlConnection connection, RunRecord run, RunOwner owner, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            INSERT INTO workflow.run (id, definition_id, definition_version_id, definition_version, definition_hash, name, status, sub_status,
                created_at, started_at, finished_at, input, output, incident_count, triggered_by, owner_host, owner_pid, owner_started_at, heartbeat)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
            """, connection);
        command.Parameters.Uuid(run.Id).Text(run.DefinitionId).Text(run.DefinitionVersionId).Int(run.DefinitionVersion).Text(run.DefinitionHash)
            .Text(run.Name).Text(run.Status.ToString()).Text(run.SubStatus.ToString()).Instant(run.CreatedAt).Instant(run.StartedAt)
            .Instant(run.FinishedAt).Json(run.Input).Json(run.Output).Int(run.IncidentCount).Text(run.TriggeredBy)
            .Text(owner.Host).Int(owner.ProcessId).Instant(owner.StartedAt).Instant(now);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Writes the run's state; nothing happens when another process has ended the run.</summary>
    public static NpgsqlBatchCommand Update(RunRecord run, DateTimeOffset now)
    {
        var command = new NpgsqlBatchCommand("""
            UPDATE workflow.run SET status = $2, sub_status = $3, finished_at = $4, output = $5, incident_count = $6, name = $7, heartbeat = $8
            WHERE id = $1 AND status = 'Running'
            """);
        command.Parameters.Uuid(run.Id).Text(run.Status.ToString()).Text(run.SubStatus.ToString()).Instant(run.FinishedAt)
            .Json(run.Output).Int(run.IncidentCount).Text(run.Name).Instant(now);
        return command;
    }

    public static RunRecord Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0), DefinitionId = row.GetString(1), DefinitionVersionId = row.GetString(2), DefinitionVersion = row.GetInt32(3),
        DefinitionHash = row.GetString(4), Name = row.GetString(5), Status = Enum.Parse<WorkflowStatus>(row.GetString(6)),
        SubStatus = Enum.Parse<WorkflowSubStatus>(row.GetString(7)), CreatedAt = row.GetFieldValue<DateTimeOffset>(8),
        StartedAt = row.Instant(9), FinishedAt = row.Instant(10), Input = row.Object(11), Output = row.Object(12),
        IncidentCount = row.GetInt32(13), TriggeredBy = row.Text(14),
    };

    public const string Columns = """
        id, definition_id, definition_version_id, definition_version, definition_hash, name, status, sub_status,
        created_at, started_at, finished_at, input::text, output::text, incident_count, triggered_by
        """;
}
