using Npgsql;
using Penstock.Core.Metadata;
using Penstock.Workflows.Journal;

namespace Penstock.Workflows.Definitions.Store;

/// <summary>The statements of one change of the store.</summary>
internal sealed class DefinitionTransaction(MetadataTransaction transaction, CancellationToken cancellationToken)
{
    public MetadataTransaction Inner { get; } = transaction;

    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>Changes of one definition wait for each other; those of several are locked in one order.</summary>
    public async Task LockAsync(IEnumerable<string> definitionIds)
    {
        foreach (var id in definitionIds.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            await using var command = Command(
                "SELECT pg_advisory_xact_lock(hashtextextended('workflow.definition/' || $1, 0))"
            );
            command.Parameters.Text(id);
            await command.ExecuteNonQueryAsync(CancellationToken);
        }
    }

    public async Task<DefinitionRow?> LatestAsync(string definitionId) =>
        (await RowsAsync("definition_id = $1 AND is_latest", definitionId)).SingleOrDefault();

    public async Task<DefinitionRow?> VersionAsync(string id) => (await RowsAsync("id = $1", id)).SingleOrDefault();

    public async Task<DefinitionRow?> PublishedAsync(string definitionId) =>
        (await RowsAsync("definition_id = $1 AND is_published", definitionId)).SingleOrDefault();

    public async Task<StoredDefinition> GetAsync(string id)
    {
        await using var command = Command($"SELECT {DefinitionRows.WithJson} FROM workflow.definition WHERE id = $1");
        command.Parameters.Text(id);
        return (await command.ReadAsync(DefinitionRows.ReadStored, CancellationToken)).Single();
    }

    public async Task<StoredDefinition?> FindAsync(string definitionId, int version)
    {
        await using var command = Command(
            $"SELECT {DefinitionRows.WithJson} FROM workflow.definition WHERE definition_id = $1 AND version = $2"
        );
        command.Parameters.Text(definitionId).Int(version);
        return (await command.ReadAsync(DefinitionRows.ReadStored, CancellationToken)).SingleOrDefault();
    }

    public async Task InsertAsync(
        DefinitionInfo info,
        string json,
        IReadOnlyList<string> uses,
        string? editor,
        DateTimeOffset? editorBase
    )
    {
        await ExecuteAsync(
            "UPDATE workflow.definition SET is_latest = false WHERE definition_id = $1 AND is_latest",
            info.DefinitionId
        );
        await using var command = Command(
            """
            INSERT INTO workflow.definition (id, definition_id, version, name, description, tool_version, is_latest, is_published, is_readonly,
                is_system, usable_as_activity, provider, created_at, saved_at, hash, editor, editor_base, uses, json)
            VALUES ($1, $2, $3, $4, $5, $6, true, false, $7, $8, $9, $10, $11, $11, $12, $13, $14, $15, $16)
            """
        );
        command.Parameters.Text(info.Id).Text(info.DefinitionId).Int(info.Version);
        Content(command, info, json, uses, editor, editorBase);
        await command.ExecuteNonQueryAsync(CancellationToken);
    }

    public async Task UpdateAsync(
        DefinitionInfo info,
        string json,
        IReadOnlyList<string> uses,
        string? editor,
        DateTimeOffset? editorBase
    )
    {
        await using var command = Command(
            """
            UPDATE workflow.definition SET name = $4, description = $5, tool_version = $6, is_readonly = $7, is_system = $8,
                usable_as_activity = $9, provider = $10, saved_at = $11, hash = $12, editor = $13, editor_base = $14, uses = $15, json = $16
            WHERE id = $1 AND definition_id = $2 AND version = $3
            """
        );
        command.Parameters.Text(info.Id).Text(info.DefinitionId).Int(info.Version);
        Content(command, info, json, uses, editor, editorBase);
        await command.ExecuteNonQueryAsync(CancellationToken);
    }

    public Task SetPublishedAsync(string id, bool isPublished) =>
        isPublished
            ? ExecuteAsync(
                "UPDATE workflow.definition SET is_published = true, published_at = coalesce(published_at, now()) WHERE id = $1",
                id
            )
            : ExecuteAsync("UPDATE workflow.definition SET is_published = false WHERE id = $1", id);

    public async Task AdoptAsync(string id, string? provider, bool isReadonly)
    {
        await using var command = Command(
            "UPDATE workflow.definition SET provider = $2, is_readonly = $3 WHERE id = $1"
        );
        command.Parameters.Text(id).Text(provider).With(isReadonly, NpgsqlTypes.NpgsqlDbType.Boolean);
        await command.ExecuteNonQueryAsync(CancellationToken);
    }

    public Task DeleteAsync(string id) => ExecuteAsync("DELETE FROM workflow.definition WHERE id = $1", id);

    /// <summary>After a deletion the highest version that is left is the newest.</summary>
    public Task PromoteAsync(string definitionId) =>
        ExecuteAsync(
            """
            UPDATE workflow.definition SET is_latest = true WHERE definition_id = $1
                AND version = (SELECT max(version) FROM workflow.definition WHERE definition_id = $1) AND NOT is_latest
            """,
            definitionId
        );

    public async Task<int> CountConsumersAsync(string definitionId)
    {
        await using var command = Command(
            "SELECT count(*)::int FROM workflow.definition WHERE is_latest AND uses @> ARRAY[$1] AND definition_id <> $1"
        );
        command.Parameters.Text(definitionId);
        return (int)(await command.ExecuteScalarAsync(CancellationToken))!;
    }

    /// <summary>
    /// The version that an earlier try of a creation made, or null; then <paramref name="id"/> is noted for later tries.
    /// </summary>
    public async Task<string?> ClaimCreationAsync(string key, string id)
    {
        await ExecuteAsync(
            "DELETE FROM workflow.definition_creation WHERE created_at < now() - interval '1 hour' AND key <> $1",
            key
        );
        await using var command = Command(
            """
            INSERT INTO workflow.definition_creation (key, version_id, created_at) VALUES ($1, $2, now())
            ON CONFLICT (key) DO UPDATE SET key = excluded.key RETURNING version_id
            """
        );
        command.Parameters.Text(key).Text(id);
        var made = (string)(await command.ExecuteScalarAsync(CancellationToken))!;
        return made == id ? null : made;
    }

    public NpgsqlCommand Command(string sql) => new(sql, Inner.Connection, Inner.Transaction);

    private static void Content(
        NpgsqlCommand command,
        DefinitionInfo info,
        string json,
        IReadOnlyList<string> uses,
        string? editor,
        DateTimeOffset? editorBase
    )
    {
        command
            .Parameters.Text(info.Name)
            .Text(info.Description)
            .Text(info.ToolVersion)
            .With(info.IsReadonly, NpgsqlTypes.NpgsqlDbType.Boolean)
            .With(info.IsSystem, NpgsqlTypes.NpgsqlDbType.Boolean)
            .With(info.UsableAsActivity, NpgsqlTypes.NpgsqlDbType.Boolean)
            .Text(info.ProviderName)
            .Instant(info.SavedAt)
            .Text(info.Hash)
            .Text(editor)
            .Instant(editorBase);
        command.Parameters.Add(new() { Value = uses.ToArray() });
        command.Parameters.Text(json);
    }

    private async Task<List<DefinitionRow>> RowsAsync(string condition, string value)
    {
        await using var command = Command(
            $"SELECT {DefinitionRows.WithBase} FROM workflow.definition WHERE {condition}"
        );
        command.Parameters.Text(value);
        return await command.ReadAsync(DefinitionRows.ReadBase, CancellationToken);
    }

    private async Task ExecuteAsync(string sql, string parameter)
    {
        await using var command = Command(sql);
        command.Parameters.Text(parameter);
        await command.ExecuteNonQueryAsync(CancellationToken);
    }
}
