using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using NpgsqlTypes;
using Penstock.Core.Metadata;
using Penstock.Workflows.Definitions.Store;
using Penstock.Workflows.Expressions;
using Penstock.Workflows.Journal;

namespace Penstock.Workflows.Triggers;

/// <summary>The triggers of the published definitions, in <c>workflow.trigger</c>.</summary>
public sealed class TriggerStore(MetadataStore store)
{
    private const string Columns = "id, definition_id, version_id, activity_id, name, hash, payload::text";

    /// <summary>Those that a stimulus starts.</summary>
    public Task<IReadOnlyList<StoredTrigger>> FindAsync(
        string name,
        string hash,
        CancellationToken cancellationToken = default
    ) => ReadAsync("name = $1 AND hash = $2", p => p.Text(name).Text(hash), cancellationToken);

    /// <summary>All of some kinds.</summary>
    public Task<IReadOnlyList<StoredTrigger>> ListAsync(
        IEnumerable<string> names,
        CancellationToken cancellationToken = default
    ) =>
        ReadAsync(
            "name = ANY($1)",
            p => p.With(names.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text),
            cancellationToken
        );

    /// <summary>One; null when it is no longer there.</summary>
    public async Task<StoredTrigger?> GetAsync(Guid id, CancellationToken cancellationToken = default) =>
        (await ReadAsync("id = $1", p => p.Uuid(id), cancellationToken)).SingleOrDefault();

    /// <summary>Where a trigger that looks for new things stands; null when it has not looked yet.</summary>
    public async Task<T?> PositionAsync<T>(StoredTrigger trigger, CancellationToken cancellationToken = default)
    {
        await using var command = store.DataSource.CreateCommand(
            "SELECT position::text FROM workflow.trigger_position WHERE definition_id = $1 AND activity_id = $2 AND hash = $3"
        );
        command.Parameters.Text(trigger.DefinitionId).Text(trigger.ActivityId).Text(trigger.Hash);
        return await command.ExecuteScalarAsync(cancellationToken) is string text
            ? JsonSerializer.Deserialize<T>(text, ValueConverter.Json)
            : default;
    }

    /// <summary>Remembers where a trigger stands.</summary>
    public async Task SetPositionAsync<T>(
        StoredTrigger trigger,
        T position,
        DateTimeOffset now,
        CancellationToken cancellationToken = default
    )
    {
        await using var command = store.DataSource.CreateCommand(
            """
            INSERT INTO workflow.trigger_position (definition_id, activity_id, hash, position, looked_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (definition_id, activity_id, hash) DO UPDATE SET position = excluded.position, looked_at = excluded.looked_at
            """
        );
        command
            .Parameters.Text(trigger.DefinitionId)
            .Text(trigger.ActivityId)
            .Text(trigger.Hash)
            .Json(JsonSerializer.SerializeToNode(position, ValueConverter.Json))
            .Instant(now);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// Runs work that only one process at a time may do, holding a lock in the database meanwhile; false, and nothing done,
    /// when another
    /// process does it.
    /// </summary>
    public async Task<bool> AloneAsync(string name, Func<Task> work, CancellationToken cancellationToken = default)
    {
        await using var transaction = await store.BeginAsync(cancellationToken);
        await using (
            var take = new NpgsqlCommand(
                "SELECT pg_try_advisory_xact_lock(hashtextextended('workflow.trigger/' || $1, 0))",
                transaction.Connection,
                transaction.Transaction
            )
        )
        {
            take.Parameters.Text(name);
            if (await take.ExecuteScalarAsync(cancellationToken) is not true)
                return false;
        }
        await work();
        return true;
    }

    internal static async Task InsertAsync(
        StoredTrigger trigger,
        DateTimeOffset now,
        MetadataTransaction transaction,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO workflow.trigger (id, definition_id, version_id, activity_id, name, hash, payload, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            transaction.Connection,
            transaction.Transaction
        );
        command
            .Parameters.Uuid(trigger.Id)
            .Text(trigger.DefinitionId)
            .Text(trigger.VersionId)
            .Text(trigger.ActivityId)
            .Text(trigger.Name)
            .Text(trigger.Hash)
            .Json(trigger.Payload ?? new JsonObject())
            .Instant(now);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    internal static async Task DeleteAsync(
        string definitionId,
        MetadataTransaction transaction,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            "DELETE FROM workflow.trigger WHERE definition_id = $1",
            transaction.Connection,
            transaction.Transaction
        );
        command.Parameters.Text(definitionId);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<StoredTrigger>> ReadAsync(
        string condition,
        Action<NpgsqlParameterCollection> fill,
        CancellationToken cancellationToken
    )
    {
        await using var command = store.DataSource.CreateCommand(
            $"SELECT {Columns} FROM workflow.trigger WHERE {condition} ORDER BY created_at, id"
        );
        fill(command.Parameters);
        return await command.ReadAsync(
            row => new StoredTrigger(
                row.GetGuid(0),
                row.GetString(1),
                row.GetString(2),
                row.GetString(3),
                row.GetString(4),
                row.GetString(5),
                JsonNode.Parse(row.GetString(6))
            ),
            cancellationToken
        );
    }
}
