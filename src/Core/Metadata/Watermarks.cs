using System.Text.Json.Nodes;
using Npgsql;
using NpgsqlTypes;
using Penstock.Core.Steps;

namespace Penstock.Core.Metadata;

/// <summary>Reads and moves the positions up to which sources were read.</summary>
public sealed class Watermarks(MetadataStore store)
{
    /// <summary>The position last published, or null when the source was never read by this workflow.</summary>
    public async Task<JsonNode?> FindAsync(
        string workflow,
        string source,
        string name,
        CancellationToken cancellationToken = default
    )
    {
        await using var command = store.DataSource.CreateCommand(
            "SELECT value::text FROM core.watermark WHERE workflow = $1 AND source = $2 AND name = $3"
        );
        command.Parameters.Add(new() { Value = workflow });
        command.Parameters.Add(new() { Value = source });
        command.Parameters.Add(new() { Value = name });
        return await command.ExecuteScalarAsync(cancellationToken) is string json ? JsonNode.Parse(json) : null;
    }

    /// <summary>Moves a position inside the transaction that publishes what was read.</summary>
    public static async Task MoveAsync(
        MetadataTransaction transaction,
        StepIdentity step,
        string source,
        string name,
        JsonNode value,
        CancellationToken cancellationToken = default
    )
    {
        await using var command = new NpgsqlCommand(
            """
            WITH moved AS (
                INSERT INTO core.watermark_move (workflow, source, name, before, before_run, run_id)
                SELECT $1, $2, $3, w.value, w.run_id, $5 FROM (SELECT 1) AS one LEFT JOIN core.watermark w ON w.workflow = $1 AND w.source = $2 AND w.name = $3)
            INSERT INTO core.watermark (workflow, source, name, value, run_id) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (workflow, source, name)
            DO UPDATE SET value = excluded.value, run_id = excluded.run_id, updated_at = now()
            """,
            transaction.Connection
        );
        command.Parameters.Add(new() { Value = step.Workflow });
        command.Parameters.Add(new() { Value = source });
        command.Parameters.Add(new() { Value = name });
        command.Parameters.Add(new() { Value = value.ToJsonString(), NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(new() { Value = step.RunId });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The runs that moved a position on from where a run had moved it, so that it cannot be moved back.</summary>
    public static async Task<IReadOnlyList<Guid>> MovedOnByAsync(
        MetadataTransaction transaction,
        Guid runId,
        CancellationToken cancellationToken = default
    )
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT DISTINCT w.run_id FROM core.watermark_move m JOIN core.watermark w USING (workflow, source, name) WHERE m.run_id = $1 AND w.run_id <> $1
            """,
            transaction.Connection
        );
        command.Parameters.Add(new() { Value = runId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var runs = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
            runs.Add(reader.GetGuid(0));
        return runs;
    }

    /// <summary>
    /// Moves every position that a run moved back to where it was, inside the transaction that retracts what was read.
    /// </summary>
    /// <returns>The positions, as <c>source name</c>.</returns>
    public static async Task<IReadOnlyList<string>> MoveBackAsync(
        MetadataTransaction transaction,
        Guid runId,
        CancellationToken cancellationToken = default
    )
    {
        await using var command = new NpgsqlCommand(
            """
            WITH first AS (
                SELECT DISTINCT ON (workflow, source, name) * FROM core.watermark_move WHERE run_id = $1 ORDER BY workflow, source, name, id
            ), back AS (
                UPDATE core.watermark w SET value = f.before, run_id = f.before_run, updated_at = now()
                FROM first f WHERE f.before IS NOT NULL AND (w.workflow, w.source, w.name) = (f.workflow, f.source, f.name)
            ), gone AS (
                DELETE FROM core.watermark w USING first f WHERE f.before IS NULL AND (w.workflow, w.source, w.name) = (f.workflow, f.source, f.name)
            ), forgotten AS (
                DELETE FROM core.watermark_move WHERE run_id = $1
            )
            SELECT source || ' ' || name FROM first ORDER BY 1
            """,
            transaction.Connection
        );
        command.Parameters.Add(new() { Value = runId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var moved = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
            moved.Add(reader.GetString(0));
        return moved;
    }
}
