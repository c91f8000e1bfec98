using System.Data;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using NpgsqlTypes;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Journal;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Instances;

/// <summary>
/// Runs as JSON, whole: the run, the definition it began with, its executions and incidents, and, where it can go on, its
/// state, bookmarks and
/// unread messages. The rows are those of the journal's tables.
/// </summary>
public sealed class InstanceFiles(MetadataStore store)
{
    private const int Format = 1;

    // Members of the file, the table of each, and the columns that are numbered anew. What a run needs to go on comes last.
    private static readonly (string Member, string Table, bool IsState)[] Tables =
    [
        ("executions", "activity_execution", false),
        ("incidents", "incident", false),
        ("result", "run_result", false),
        ("state", "run_state", true),
        ("memos", "run_memo", true),
        ("bookmarks", "bookmark", true),
        ("inbox", "inbox", true),
    ];

    /// <summary>Writes a run as of its last commit; false, and nothing, when there is none of that id.</summary>
    /// <param name="id">The run.</param>
    /// <param name="withState">Whether it can go on where it is imported. The state holds the values of variables and inputs,
    /// secret ones too.</param>
    /// <param name="writer">Gets one object.</param>
    /// <param name="cancellationToken">Stops the export.</param>
    public async Task<bool> WriteAsync(
        Guid id,
        bool withState,
        Utf8JsonWriter writer,
        CancellationToken cancellationToken = default
    )
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        // One moment for all tables.
        await using var transaction = await connection.BeginTransactionAsync(
            IsolationLevel.RepeatableRead,
            cancellationToken
        );
        await using var run = new NpgsqlCommand(
            """
            SELECT (to_jsonb(r) - 'worker_id')::text, d.json FROM workflow.run r JOIN workflow.definition_snapshot d ON d.hash = r.definition_hash WHERE r.id = $1
            """,
            connection
        );
        run.Parameters.Uuid(id);
        await using (var reader = await run.ExecuteReaderAsync(cancellationToken))
        {
            if (!await reader.ReadAsync(cancellationToken))
                return false;
            writer.WriteStartObject();
            writer.WriteNumber("format", Format);
            writer.WritePropertyName("run");
            writer.WriteRawValue(reader.GetString(0));
            writer.WriteString("definition", reader.GetString(1));
        }
        foreach (var (member, table, _) in Tables.Where(t => withState || !t.IsState))
        {
            writer.WriteStartArray(member);
            await using var rows = new NpgsqlCommand(
                $"SELECT to_jsonb(t)::text FROM workflow.{table} t WHERE t.run_id = $1",
                connection
            );
            rows.Parameters.Uuid(id);
            await using var reader = await rows.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                writer.WriteRawValue(reader.GetString(0));
                if (writer.BytesPending > 1 << 16)
                    await writer.FlushAsync(cancellationToken);
            }
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
        return true;
    }

    /// <summary>
    /// Puts a run in place, of the same id; what the journal has of that run is replaced. A run that was at work when it was
    /// written goes on from
    /// its last commit, as after a crash; one that was written without its state is Cancelled.
    /// </summary>
    /// <exception cref="UsageException">The object is no run, or the run is being worked on here. Nothing has changed
    /// then.</exception>
    public async Task<Guid> ReadAsync(JsonObject file, CancellationToken cancellationToken = default)
    {
        if (
            file.Whole("format") != Format
            || file.Object("run") is not { } run
            || !Guid.TryParse(run.Text("id"), out var id)
            || file.Text("definition") is not { } json
        )
            throw new UsageException(
                "The file holds no run of a server of this kind and version",
                file.Text("format"),
                "export the run again"
            );
        var definition = DefinitionReader.Parse(json);
        if (definition.Hash != run.Text("definition_hash"))
            throw new UsageException(
                "The definition in the file is not the one that the run began with",
                $"run {id}",
                "export the run again"
            );
        Settle(run, file["state"] is JsonArray { Count: > 0 });
        try
        {
            await using var transaction = await store.BeginAsync(cancellationToken);
            await using var batch = new NpgsqlBatch(transaction.Connection);
            Add(batch, "DELETE FROM workflow.run WHERE id = $1 AND worker_id IS NULL").Uuid(id);
            batch.BatchCommands.Add(StateRows.PutDefinition(definition));
            Add(batch, "INSERT INTO workflow.run SELECT * FROM jsonb_populate_record(NULL::workflow.run, $1)")
                .With(run.ToJsonString(), NpgsqlDbType.Jsonb);
            foreach (var (member, table, isState) in Tables)
            {
                if (
                    file[member] is not JsonArray { Count: > 0 } rows
                    || isState && run.Text("sub_status") is "Finished" or "Cancelled"
                )
                    continue;
                Add(batch, Insert(table)).With(rows.ToJsonString(), NpgsqlDbType.Jsonb).Uuid(id);
            }
            await batch.ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return id;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UniqueViolation && e.TableName == "run")
        {
            throw new UsageException(
                "The run is being worked on here",
                $"run {id}",
                "cancel it, or wait until it has ended, then import it again",
                e
            );
        }
        catch (PostgresException e)
            when (e.SqlState.StartsWith("22", StringComparison.Ordinal)
                || e.SqlState.StartsWith("23", StringComparison.Ordinal)
            )
        {
            throw new UsageException(
                $"The rows of the run do not fit ({e.MessageText})",
                $"run {id}",
                "export the run again, with a server of this version",
                e
            );
        }
    }

    private static NpgsqlParameterCollection Add(NpgsqlBatch batch, string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        batch.BatchCommands.Add(command);
        return command.Parameters;
    }

    // Numbers of incidents and messages are given here; a file cannot bring rows of another run.
    private static string Insert(string table) =>
        table switch
        {
            "incident" => """
                INSERT INTO workflow.incident (run_id, activity_id, activity_node_id, activity_type, activity_name, activity_execution_id, message, exception, raised_at, resolved_at)
                SELECT run_id, activity_id, activity_node_id, activity_type, activity_name, activity_execution_id, message, exception, raised_at, resolved_at
                FROM jsonb_populate_recordset(NULL::workflow.incident, $1) r WHERE run_id = $2 ORDER BY id
                """,
            "inbox" => """
                INSERT INTO workflow.inbox (run_id, bookmark_id, input, created_at)
                SELECT run_id, bookmark_id, input, created_at FROM jsonb_populate_recordset(NULL::workflow.inbox, $1) r WHERE run_id = $2 ORDER BY id
                """,
            _ =>
                $"INSERT INTO workflow.{table} SELECT * FROM jsonb_populate_recordset(NULL::workflow.{table}, $1) r WHERE run_id = $2",
        };

    private static void Settle(JsonObject run, bool hasState)
    {
        run["worker_id"] = null;
        run["is_cancel_requested"] = false;
        run["recoveries"] = 0;
        if (
            run.Text("status") != nameof(WorkflowStatus.Running)
            || run.Text("sub_status") == nameof(WorkflowSubStatus.Suspended) && hasState
        )
            return;
        if (hasState && run.Text("recovery") == nameof(RecoveryPolicy.Resume))
        {
            if (run.Text("sub_status") != nameof(WorkflowSubStatus.Pending))
                run["sub_status"] = nameof(WorkflowSubStatus.Interrupted);
            return;
        }
        run["status"] = nameof(WorkflowStatus.Finished);
        run["sub_status"] = nameof(WorkflowSubStatus.Cancelled);
        run["finished_at"] = run["updated_at"]?.DeepClone();
    }
}
