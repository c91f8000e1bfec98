using Npgsql;
using NpgsqlTypes;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Expressions;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Journal;

/// <summary>Statements on what a run needs to go on: state, memos, bookmarks, inbox, definition.</summary>
internal static class StateRows
{
    public const string BookmarkColumns = """
        b.id, b.run_id, b.execution_id, b.activity_id, b.node_id, b.name, b.hash, b.payload::text, b.callback, b.auto_burn, b.auto_complete,
        b.correlation_id, b.due_at, b.metadata::text, b.created_at
        """;

    public static NpgsqlBatchCommand PutDefinition(WorkflowDefinition definition)
    {
        var command = new NpgsqlBatchCommand(
            "INSERT INTO workflow.definition_snapshot (hash, json) VALUES ($1, $2) ON CONFLICT DO NOTHING"
        );
        command.Parameters.Text(definition.Hash).Text(definition.Json.ToJsonString());
        return command;
    }

    public static NpgsqlBatchCommand PutState(Guid run, string state)
    {
        var command = new NpgsqlBatchCommand(
            "INSERT INTO workflow.run_state (run_id, state) VALUES ($1, $2) ON CONFLICT (run_id) DO UPDATE SET state = excluded.state"
        );
        command.Parameters.Uuid(run).Text(state);
        return command;
    }

    public static NpgsqlBatchCommand PutResult(Guid run, string variables)
    {
        var command = new NpgsqlBatchCommand(
            "INSERT INTO workflow.run_result (run_id, variables) VALUES ($1, $2) ON CONFLICT (run_id) DO UPDATE SET variables = excluded.variables"
        );
        command.Parameters.Uuid(run).With(variables, NpgsqlDbType.Json);
        return command;
    }

    public static IEnumerable<NpgsqlBatchCommand> DropState(Guid run) =>
        new[] { "run_state", "run_memo", "bookmark", "inbox" }.Select(table =>
        {
            var command = new NpgsqlBatchCommand($"DELETE FROM workflow.{table} WHERE run_id = $1");
            command.Parameters.Uuid(run);
            return command;
        });

    public static NpgsqlBatchCommand PutMemo(Guid run, Guid execution, string name, string json)
    {
        var command = new NpgsqlBatchCommand(
            """
            INSERT INTO workflow.run_memo (run_id, execution_id, name, value) VALUES ($1, $2, $3, $4)
            ON CONFLICT (run_id, execution_id, name) DO UPDATE SET value = excluded.value
            """
        );
        command.Parameters.Uuid(run).Uuid(execution).Text(name).Text(json);
        return command;
    }

    public static NpgsqlBatchCommand ForgetMemos(Guid run, IEnumerable<Guid> executions)
    {
        var command = new NpgsqlBatchCommand(
            "DELETE FROM workflow.run_memo WHERE run_id = $1 AND execution_id = ANY($2)"
        );
        command.Parameters.Uuid(run).With(executions.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Uuid);
        return command;
    }

    public static NpgsqlBatchCommand PutBookmark(Bookmark bookmark)
    {
        var command = new NpgsqlBatchCommand(
            """
            INSERT INTO workflow.bookmark (id, run_id, execution_id, activity_id, node_id, name, hash, payload, callback, auto_burn, auto_complete,
                correlation_id, due_at, metadata, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
            ON CONFLICT (id) DO NOTHING
            """
        );
        command
            .Parameters.Uuid(bookmark.Id)
            .Uuid(bookmark.RunId)
            .Uuid(bookmark.ExecutionId)
            .Text(bookmark.ActivityId)
            .Text(bookmark.NodeId)
            .Text(bookmark.Name)
            .Text(bookmark.Hash)
            .Json(bookmark.Payload)
            .Text(bookmark.Callback)
            .With(bookmark.AutoBurn, NpgsqlDbType.Boolean)
            .With(bookmark.AutoComplete, NpgsqlDbType.Boolean)
            .Text(bookmark.CorrelationId)
            .Instant(bookmark.DueAt)
            .Json(bookmark.Metadata)
            .Instant(bookmark.CreatedAt);
        return command;
    }

    public static NpgsqlBatchCommand RemoveBookmarks(IEnumerable<Guid> ids)
    {
        var command = new NpgsqlBatchCommand("DELETE FROM workflow.bookmark WHERE id = ANY($1)");
        command.Parameters.With(ids.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Uuid);
        return command;
    }

    public static NpgsqlBatchCommand TakeMessages(IEnumerable<long> ids)
    {
        var command = new NpgsqlBatchCommand("DELETE FROM workflow.inbox WHERE id = ANY($1)");
        command.Parameters.With(ids.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        return command;
    }

    /// <summary>Leaves a message for a bookmark, if it is there.</summary>
    public static NpgsqlBatchCommand Post(Guid run, Guid bookmark, string input)
    {
        var command = new NpgsqlBatchCommand(
            """
            INSERT INTO workflow.inbox (run_id, bookmark_id, input)
            SELECT b.run_id, b.id, $3 FROM workflow.bookmark b JOIN workflow.run r ON r.id = b.run_id
            WHERE b.run_id = $1 AND b.id = $2 AND r.status = 'Running'
            """
        );
        command.Parameters.Uuid(run).Uuid(bookmark).Text(input);
        return command;
    }

    public static Bookmark ReadBookmark(NpgsqlDataReader row) =>
        new()
        {
            Id = row.GetGuid(0),
            RunId = row.GetGuid(1),
            ExecutionId = row.GetGuid(2),
            ActivityId = row.GetString(3),
            NodeId = row.GetString(4),
            Name = row.GetString(5),
            Hash = row.GetString(6),
            Payload = row.IsDBNull(7) ? null : System.Text.Json.Nodes.JsonNode.Parse(row.GetString(7)),
            Callback = row.Text(8),
            AutoBurn = row.GetBoolean(9),
            AutoComplete = row.GetBoolean(10),
            CorrelationId = row.Text(11),
            DueAt = row.Instant(12),
            Metadata = row.IsDBNull(13) ? null : row.Object(13),
            CreatedAt = row.GetFieldValue<DateTimeOffset>(14),
        };
}
