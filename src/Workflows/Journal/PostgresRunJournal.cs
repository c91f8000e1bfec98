using Npgsql;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.Workflows.Runtime;
using Polly;
using Polly.Retry;

namespace Penstock.Workflows.Journal;

/// <summary>The journal of one run in PostgreSQL.</summary>
internal sealed class PostgresRunJournal(MetadataStore store, TimeProvider time, Guid runId, RunLease lease) : IRunJournal
{
    private static readonly TimeSpan BeatInterval = TimeSpan.FromSeconds(5);
    private readonly ResiliencePipeline _retries = new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(new RetryStrategyOptions
    {
        // A restart of the server takes seconds: about half a minute in all.
        MaxRetryAttempts = 9, Delay = TimeSpan.FromMilliseconds(200), MaxDelay = TimeSpan.FromSeconds(6),
        BackoffType = DelayBackoffType.Exponential, UseJitter = true,
        ShouldHandle = new PredicateBuilder().Handle<NpgsqlException>(IsPassing),
    }).Build();
    private DateTimeOffset _nextBeat = time.GetUtcNow() + BeatInterval;

    /// <inheritdoc/>
    public async Task CommitAsync(JournalBatch batch, CancellationToken cancellationToken = default)
    {
        try
        {
            await _retries.ExecuteAsync(async token => await WriteAsync(batch, token), cancellationToken);
        }
        catch (NpgsqlException e)
        {
            throw new PenstockException("The journal of the run cannot be written", $"run {runId}: {e.Message}",
                "The run was stopped; steps that had committed stay, and the next start of the workflow ends this run with an incident",
                "penstock doctor, then run the workflow again", e);
        }
    }

    /// <inheritdoc/>
    public async Task<bool> BeatAsync(IReadOnlyList<ActivityExecutionRecord> progressed, CancellationToken cancellationToken = default)
    {
        var isDue = time.GetUtcNow() >= _nextBeat;
        if (!isDue && progressed.Count == 0) return true;
        if (progressed.Count > 0)
        {
            await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
            await ActivityRows.ProgressAsync(connection, progressed, cancellationToken);
        }
        if (!isDue) return true;
        _nextBeat = time.GetUtcNow() + BeatInterval;
        await lease.EnsureAsync(cancellationToken);
        await using var command = store.DataSource.CreateCommand("UPDATE workflow.run SET heartbeat = $2 WHERE id = $1 AND status = 'Running'");
        command.Parameters.Add(new() { Value = runId });
        command.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime });
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    public ValueTask DisposeAsync() => lease.DisposeAsync();

    private async Task WriteAsync(JournalBatch batch, CancellationToken cancellationToken)
    {
        await using var transaction = await store.BeginAsync(cancellationToken);
        var commands = new NpgsqlBatch(transaction.Connection);
        foreach (var activity in batch.Activities) commands.BatchCommands.Add(ActivityRows.Upsert(activity));
        foreach (var incident in batch.Incidents) commands.BatchCommands.Add(IncidentRows.Insert(incident));
        if (batch.Run is { } run) commands.BatchCommands.Add(RunRows.Update(run, time.GetUtcNow()));
        await using (commands) await commands.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    // Not every error of a server that goes down or comes up is marked transient by the driver.
    private static bool IsPassing(NpgsqlException e) =>
        e is not PostgresException p ? true : p.IsTransient || p.SqlState.StartsWith("57P", StringComparison.Ordinal) || p.SqlState.StartsWith("08", StringComparison.Ordinal);
}
