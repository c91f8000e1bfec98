using System.Text.Json.Nodes;
using Npgsql;
using NpgsqlTypes;
using Penstock.Core.Steps;

namespace Penstock.Core.Metadata;

/// <summary>Reads and moves the positions up to which sources were read.</summary>
public sealed class Watermarks(MetadataStore store)
{
    /// <summary>The position last published, or null when the source was never read by this workflow.</summary>
    public async Task<JsonNode?> FindAsync(string workflow, string source, string name, CancellationToken cancellationToken = default)
    {
        await using var command = store.DataSource.CreateCommand(
            "SELECT value::text FROM core.watermark WHERE workflow = $1 AND source = $2 AND name = $3");
        command.Parameters.Add(new() { Value = workflow });
        command.Parameters.Add(new() { Value = source });
        command.Parameters.Add(new() { Value = name });
        return await command.ExecuteScalarAsync(cancellationToken) is string json ? JsonNode.Parse(json) : null;
    }

    /// <summary>Moves a position inside the transaction that publishes what was read.</summary>
    public static async Task MoveAsync(
        MetadataTransaction transaction, StepIdentity step, string source, string name, JsonNode value, CancellationToken cancellationToken = default)
    {
        await using var command = new NpgsqlCommand("""
            INSERT INTO core.watermark (workflow, source, name, value, run_id) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (workflow, source, name)
            DO UPDATE SET value = excluded.value, run_id = excluded.run_id, updated_at = now()
            """, transaction.Connection);
        command.Parameters.Add(new() { Value = step.Workflow });
        command.Parameters.Add(new() { Value = source });
        command.Parameters.Add(new() { Value = name });
        command.Parameters.Add(new() { Value = value.ToJsonString(), NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(new() { Value = step.RunId });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
