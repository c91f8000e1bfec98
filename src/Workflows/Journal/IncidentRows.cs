using Npgsql;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Journal;

/// <summary>Statements on <c>workflow.incident</c>.</summary>
internal static class IncidentRows
{
    public const string Columns =
        "run_id, activity_id, activity_node_id, activity_type, activity_name, activity_execution_id, message, exception::text, raised_at";

    public static NpgsqlBatchCommand Insert(Incident incident)
    {
        var command = new NpgsqlBatchCommand(
            """
            INSERT INTO workflow.incident (run_id, activity_id, activity_node_id, activity_type, activity_name, activity_execution_id, message,
                exception, raised_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """
        );
        command
            .Parameters.Uuid(incident.RunId)
            .Text(incident.ActivityId)
            .Text(incident.ActivityNodeId)
            .Text(incident.ActivityType)
            .Text(incident.ActivityName)
            .Uuid(incident.ActivityExecutionId)
            .Text(incident.Message)
            .Json(incident.Exception)
            .Instant(incident.Timestamp);
        return command;
    }

    /// <summary>Settles the incidents of executions that are tried again; the rows stay.</summary>
    public static NpgsqlBatchCommand Resolve(Guid run, IEnumerable<Guid> executions, DateTimeOffset now)
    {
        var command = new NpgsqlBatchCommand(
            """
            UPDATE workflow.incident SET resolved_at = $3 WHERE run_id = $1 AND activity_execution_id = ANY($2) AND resolved_at IS NULL
            """
        );
        command
            .Parameters.Uuid(run)
            .With(executions.ToArray(), NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Uuid)
            .Instant(now);
        return command;
    }

    public static Incident Read(NpgsqlDataReader row) =>
        new(
            row.GetGuid(0),
            row.GetString(1),
            row.GetString(2),
            row.GetString(3),
            row.Text(4),
            row.Uuid(5),
            row.GetString(6),
            row.Json<ExceptionState>(7),
            row.GetFieldValue<DateTimeOffset>(8)
        );
}
