using Npgsql;
using NpgsqlTypes;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Journal;

/// <summary>Statements on <c>workflow.activity_execution</c>.</summary>
internal static class ActivityRows
{
    public const string Columns = """
        id, run_id, parent_id, sequence, activity_id, node_id, activity_type, activity_type_version, activity_name, status, started_at,
        completed_at, outcomes, failed_attempts::text, counters::text, detail, activity_state::text, outputs::text, journal_data::text,
        exception::text, aggregate_fault_count, is_control_flow, start_event, end_event, other_events::text, has_bookmarks
        """;

    public static NpgsqlBatchCommand Upsert(ActivityExecutionRecord activity)
    {
        var command = new NpgsqlBatchCommand(
            """
            INSERT INTO workflow.activity_execution (id, run_id, parent_id, sequence, activity_id, node_id, activity_type, activity_type_version,
                activity_name, status, started_at, completed_at, outcomes, attempts, failed_attempts, counters, detail, activity_state, outputs,
                journal_data, exception, aggregate_fault_count, is_control_flow, start_event, end_event, other_events, has_bookmarks)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27)
            ON CONFLICT (id) DO UPDATE SET status = excluded.status, completed_at = excluded.completed_at, outcomes = excluded.outcomes,
                attempts = excluded.attempts, failed_attempts = excluded.failed_attempts, counters = excluded.counters,
                detail = excluded.detail, outputs = excluded.outputs, journal_data = excluded.journal_data, exception = excluded.exception,
                aggregate_fault_count = excluded.aggregate_fault_count, end_event = excluded.end_event,
                other_events = excluded.other_events, has_bookmarks = excluded.has_bookmarks
            """
        );
        command
            .Parameters.Uuid(activity.Id)
            .Uuid(activity.RunId)
            .Uuid(activity.ParentId)
            .With(activity.Sequence, NpgsqlDbType.Bigint)
            .Text(activity.ActivityId)
            .Text(activity.NodeId)
            .Text(activity.ActivityType)
            .Int(activity.ActivityTypeVersion)
            .Text(activity.ActivityName)
            .Text(activity.Status.ToString())
            .Instant(activity.StartedAt)
            .Instant(activity.CompletedAt)
            .With(activity.Outcomes.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text)
            .Int(activity.FailedAttempts.Count + 1)
            .Json(activity.FailedAttempts)
            .Json(activity.Counters)
            .Text(activity.Detail)
            .Json(activity.ActivityState)
            .Json(activity.Outputs)
            .Json(activity.JournalData)
            .Json(activity.Exception)
            .Int(activity.AggregateFaultCount)
            .With(activity.IsControlFlow, NpgsqlDbType.Boolean)
            .With(activity.StartEvent, NpgsqlDbType.Bigint)
            .With(activity.EndEvent, NpgsqlDbType.Bigint)
            .Json(activity.Events)
            .With(activity.HasBookmarks, NpgsqlDbType.Boolean);
        return command;
    }

    /// <summary>Live counters. A row that has ended since is left alone: it has its last counters.</summary>
    public static async Task ProgressAsync(
        NpgsqlConnection connection,
        IReadOnlyList<ActivityExecutionRecord> activities,
        CancellationToken cancellationToken
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var activity in activities)
        {
            var command = new NpgsqlBatchCommand(
                """
                UPDATE workflow.activity_execution SET counters = $2, detail = $3, attempts = $4, failed_attempts = $5
                WHERE id = $1 AND status = 'Running'
                """
            );
            command
                .Parameters.Uuid(activity.Id)
                .Json(activity.Counters)
                .Text(activity.Detail)
                .Int(activity.FailedAttempts.Count + 1)
                .Json(activity.FailedAttempts);
            batch.BatchCommands.Add(command);
        }
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    public static ActivityExecutionRecord Read(NpgsqlDataReader row) =>
        new()
        {
            Id = row.GetGuid(0),
            RunId = row.GetGuid(1),
            ParentId = row.Uuid(2),
            Sequence = row.GetInt64(3),
            ActivityId = row.GetString(4),
            NodeId = row.GetString(5),
            ActivityType = row.GetString(6),
            ActivityTypeVersion = row.GetInt32(7),
            ActivityName = row.Text(8),
            Status = Enum.Parse<ActivityStatus>(row.GetString(9)),
            StartedAt = row.GetFieldValue<DateTimeOffset>(10),
            CompletedAt = row.Instant(11),
            Outcomes = row.GetFieldValue<string[]>(12),
            FailedAttempts = row.Json<List<AttemptRecord>>(13) ?? [],
            Counters = row.Json<Dictionary<string, long>>(14) ?? [],
            Detail = row.Text(15),
            ActivityState = row.Object(16),
            Outputs = row.Object(17),
            JournalData = row.Object(18),
            Exception = row.Json<ExceptionState>(19),
            AggregateFaultCount = row.GetInt32(20),
            IsControlFlow = row.GetBoolean(21),
            StartEvent = row.IsDBNull(22) ? null : row.GetInt64(22),
            EndEvent = row.IsDBNull(23) ? null : row.GetInt64(23),
            Events = row.Json<List<ActivityEvent>>(24) ?? [],
            HasBookmarks = row.GetBoolean(25),
        };
}
