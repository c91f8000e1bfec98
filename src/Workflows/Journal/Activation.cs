using Npgsql;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Journal;

/// <summary>Whether a run may begin beside those that go on.</summary>
internal static class Activation
{
    /// <summary>Makes "look, then insert" one step for all starters of the same kind, until the transaction ends.</summary>
    /// <exception cref="UsageException">Another run is in the way.</exception>
    public static async Task EnsureFreeAsync(
        MetadataTransaction transaction,
        RunRecord run,
        ActivationStrategy strategy,
        CancellationToken cancellationToken
    )
    {
        var definition = strategy == ActivationStrategy.Correlation ? null : run.DefinitionId;
        var correlation = strategy == ActivationStrategy.Singleton ? null : run.CorrelationId;
        // Without a correlation id there is nothing that two runs could have in common.
        if (strategy is ActivationStrategy.Correlation or ActivationStrategy.CorrelatedSingleton && correlation is null)
            return;
        await using (
            var guard = new NpgsqlCommand(
                "SELECT pg_advisory_xact_lock(hashtextextended('workflow start ' || coalesce($1, '') || ' ' || coalesce($2, ''), 0))",
                transaction.Connection
            )
        )
        {
            guard.Parameters.Text(definition).Text(correlation);
            await guard.ExecuteNonQueryAsync(cancellationToken);
        }
        await using var look = new NpgsqlCommand(
            """
            SELECT r.id, r.created_at, r.definition_id, r.sub_status, w.pid, w.host FROM workflow.run r LEFT JOIN workflow.worker w ON w.id = r.worker_id
            WHERE r.status = 'Running' AND ($1::text IS NULL OR r.definition_id = $1) AND ($2::text IS NULL OR r.correlation_id = $2)
            ORDER BY r.created_at LIMIT 1
            """,
            transaction.Connection
        );
        look.Parameters.Text(definition).Text(correlation);
        await using var reader = await look.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return;
        var id = reader.GetGuid(0);
        var where = reader.IsDBNull(4)
            ? $", {reader.GetString(3)}"
            : $" in process {reader.GetInt32(4)} on {reader.GetString(5)}";
        throw new UsageException(
            "The workflow is running already, and only one run of it at a time is allowed",
            $"{reader.GetString(2)}, run {id} since {reader.GetFieldValue<DateTime>(1):u}{where}",
            $"penstock status {id}, and run again when it has ended"
        );
    }
}
