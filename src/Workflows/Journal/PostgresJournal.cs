using Npgsql;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Journal;

/// <summary>
/// The journal in PostgreSQL, schema <c>workflow</c>. While a run goes on its process holds a session advisory lock on the run's id and
/// writes a heartbeat; a run whose lock is free, and whose process is gone or silent for <see cref="Patience"/>, has crashed.
/// </summary>
public sealed class PostgresJournal(MetadataStore store, TimeProvider time) : IWorkflowJournal
{
    /// <summary>How long a run of another machine may be silent.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public async Task<IRunJournal> OpenAsync(RunRecord run, ActivationStrategy strategy, CancellationToken cancellationToken = default)
    {
        var lease = await RunLease.TakeAsync(store, run.Id, cancellationToken);
        try
        {
            await CrashedRuns.EndAsync(store, time, cancellationToken);
            await using var transaction = await store.BeginAsync(cancellationToken);
            if (strategy == ActivationStrategy.Singleton) await EnsureAloneAsync(transaction, run, cancellationToken);
            await RunRows.InsertAsync(transaction.Connection, run, RunOwner.This, time.GetUtcNow(), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return new PostgresRunJournal(store, time, run.Id, lease);
        }
        catch
        {
            await lease.DisposeAsync();
            throw;
        }
    }

    // The transaction lock makes "look, then insert" one step for all starters of this definition.
    private static async Task EnsureAloneAsync(MetadataTransaction transaction, RunRecord run, CancellationToken cancellationToken)
    {
        await using (var guard = new NpgsqlCommand("SELECT pg_advisory_xact_lock(hashtextextended('workflow start ' || $1, 0))", transaction.Connection))
        {
            guard.Parameters.Add(new() { Value = run.DefinitionId });
            await guard.ExecuteNonQueryAsync(cancellationToken);
        }
        await using var look = new NpgsqlCommand("""
            SELECT id, owner_pid, owner_host, created_at FROM workflow.run
            WHERE definition_id = $1 AND status = 'Running' ORDER BY created_at LIMIT 1
            """, transaction.Connection);
        look.Parameters.Add(new() { Value = run.DefinitionId });
        await using var reader = await look.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken)) return;
        var (id, since) = (reader.GetGuid(0), reader.GetFieldValue<DateTime>(3));
        throw new UsageException("The workflow is running already, and only one run of it at a time is allowed",
            $"{run.DefinitionId}, run {id} since {since:u} in process {reader.GetInt32(1)} on {reader.GetString(2)}",
            $"penstock status {id}, and run again when it has ended");
    }
}
