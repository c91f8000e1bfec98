using Npgsql;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Runtime;
using Polly;
using Polly.Retry;

namespace Penstock.Workflows.Journal;

/// <summary>The journal of one run in PostgreSQL.</summary>
/// <param name="store">The database.</param>
/// <param name="time">The clock.</param>
/// <param name="runId">The run.</param>
/// <param name="worker">This process.</param>
/// <param name="definition">Given for a run that is not in the database yet: its first commit brings it there.</param>
internal sealed class PostgresRunJournal(
    MetadataStore store,
    TimeProvider time,
    Guid runId,
    Worker worker,
    WorkflowDefinition? definition
) : IRunJournal
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);
    private readonly ResiliencePipeline _retries = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(
            new RetryStrategyOptions
            {
                // A restart of the server takes seconds: about half a minute in all.
                MaxRetryAttempts = 9,
                Delay = TimeSpan.FromMilliseconds(200),
                MaxDelay = TimeSpan.FromSeconds(6),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = new PredicateBuilder().Handle<NpgsqlException>(IsPassing),
            }
        )
        .Build();
    private WorkflowDefinition? _unwritten = definition;
    private DateTimeOffset _nextLook = time.GetUtcNow() + LookInterval;
    private int _isLeft;

    /// <inheritdoc/>
    public async Task CommitAsync(JournalBatch batch, CancellationToken cancellationToken = default)
    {
        if (!batch.IsEmpty || batch.State is not null)
            await TryAsync(batch, false, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> ReleaseAsync(JournalBatch batch, CancellationToken cancellationToken = default) =>
        TryAsync(batch, true, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<InboxMessage>> ReadInboxAsync(CancellationToken cancellationToken = default)
    {
        // Nobody can have written to a run that is not there.
        if (_unwritten is not null)
            return [];
        await using var command = store.DataSource.CreateCommand(
            "SELECT id, bookmark_id, input FROM workflow.inbox WHERE run_id = $1 ORDER BY id LIMIT 1000"
        );
        command.Parameters.Uuid(runId);
        return await command.ReadAsync(
            row => new InboxMessage(row.GetInt64(0), row.GetGuid(1), row.Object(2)),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public async Task<RunPulseResult> BeatAsync(
        IReadOnlyList<ActivityExecutionRecord> progressed,
        CancellationToken cancellationToken = default
    )
    {
        if (_unwritten is not null)
            return RunPulseResult.Quiet;
        if (progressed.Count > 0)
        {
            await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
            await ActivityRows.ProgressAsync(connection, progressed, cancellationToken);
        }
        if (time.GetUtcNow() < _nextLook)
            return RunPulseResult.Quiet;
        _nextLook = time.GetUtcNow() + LookInterval;
        await worker.BeatAsync(cancellationToken);
        await using var command = store.DataSource.CreateCommand(
            """
            SELECT is_cancel_requested, EXISTS (SELECT FROM workflow.inbox i WHERE i.run_id = r.id)
            FROM workflow.run r WHERE id = $1 AND worker_id = $2
            """
        );
        command.Parameters.Uuid(runId).Uuid(worker.Id);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(true, reader.GetBoolean(0), reader.GetBoolean(1))
            : new(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isLeft, 1) == 0)
            await worker.LeaveAsync();
    }

    private async Task<bool> TryAsync(JournalBatch batch, bool releases, CancellationToken cancellationToken)
    {
        try
        {
            return await _retries.ExecuteAsync(
                async token => await WriteAsync(batch, releases, token),
                cancellationToken
            );
        }
        catch (NpgsqlException e)
        {
            if (e is PostgresException && !await IsOursAsync(cancellationToken))
                throw new RunLostException(runId);
            throw new PenstockException(
                "The journal of the run cannot be written",
                $"run {runId}: {e.Message}",
                "The run was stopped; steps that had committed stay, and the run stands as it was committed last",
                "penstock doctor, then run the workflow again",
                e
            );
        }
    }

    private async Task<bool> IsOursAsync(CancellationToken cancellationToken)
    {
        if (_unwritten is not null)
            return true;
        await using var command = store.DataSource.CreateCommand(
            "SELECT EXISTS (SELECT FROM workflow.run WHERE id = $1 AND worker_id = $2)"
        );
        command.Parameters.Uuid(runId).Uuid(worker.Id);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    private async Task<bool> WriteAsync(JournalBatch batch, bool releases, CancellationToken cancellationToken)
    {
        await using var transaction = await store.BeginAsync(cancellationToken);
        // A message that was left before this lock is seen by the next statement; one left after it finds the run given up.
        if (releases && _unwritten is null && !await LockAsync(transaction, cancellationToken))
            releases = false;

        await using var commands = new NpgsqlBatch(transaction.Connection);
        NpgsqlBatchCommand? owned = null;
        if (_unwritten is { } first)
        {
            commands.BatchCommands.Add(StateRows.PutDefinition(first));
            commands.BatchCommands.Add(RunRows.Insert(batch.Run!, releases ? null : worker.Id));
        }
        else if (batch.Run is { } run)
            commands.BatchCommands.Add(
                owned = RunRows.Update(run, worker.Id, time.GetUtcNow(), batch.HasProgress, releases)
            );
        Fill(commands, batch);
        await commands.ExecuteNonQueryAsync(cancellationToken);
        if (owned is { RecordsAffected: 0 })
            throw new RunLostException(runId);
        await transaction.CommitAsync(cancellationToken);
        _unwritten = null;
        return releases;
    }

    private void Fill(NpgsqlBatch commands, JournalBatch batch)
    {
        var list = commands.BatchCommands;
        foreach (var activity in batch.Activities)
            list.Add(ActivityRows.Upsert(activity));
        foreach (var incident in batch.Incidents)
            list.Add(IncidentRows.Insert(incident));
        if (batch.ResolvedIncidents.Count > 0)
            list.Add(IncidentRows.Resolve(runId, batch.ResolvedIncidents, time.GetUtcNow()));
        foreach (var bookmark in batch.Bookmarks)
            list.Add(StateRows.PutBookmark(bookmark));
        if (batch.RemovedBookmarks.Count > 0)
            list.Add(StateRows.RemoveBookmarks(batch.RemovedBookmarks));
        if (batch.TakenMessages.Count > 0)
            list.Add(StateRows.TakeMessages(batch.TakenMessages));
        foreach (var (execution, name, json) in batch.Memos)
            list.Add(StateRows.PutMemo(runId, execution, name, json));
        if (batch.ForgottenMemos.Count > 0)
            list.Add(StateRows.ForgetMemos(runId, batch.ForgottenMemos));
        if (batch.State is { } state)
            list.Add(StateRows.PutState(runId, state));
        if (batch.FinalVariables is { } variables)
            list.Add(StateRows.PutResult(runId, variables));
        // A run that ends with its first commit has left nothing behind.
        if (batch.DropsState && _unwritten is null)
            foreach (var drop in StateRows.DropState(runId))
                list.Add(drop);
        if (batch is { ParentMessage: { } message, Run: { ParentRunId: { } parent, ParentBookmarkId: { } bookmarkId } })
            list.Add(StateRows.Post(parent, bookmarkId, message));
    }

    /// <summary>Locks the run's row; false when something has come for the run.</summary>
    private async Task<bool> LockAsync(MetadataTransaction transaction, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection);
        var take = new NpgsqlBatchCommand("SELECT id FROM workflow.run WHERE id = $1 FOR UPDATE");
        take.Parameters.Uuid(runId);
        var look = new NpgsqlBatchCommand("SELECT EXISTS (SELECT FROM workflow.inbox WHERE run_id = $1)");
        look.Parameters.Uuid(runId);
        batch.BatchCommands.Add(take);
        batch.BatchCommands.Add(look);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return !reader.GetBoolean(0);
    }

    // Not every error of a server that goes down or comes up is marked transient by the driver.
    private static bool IsPassing(NpgsqlException e) =>
        e is not PostgresException p
            ? true
            : p.IsTransient
                || p.SqlState.StartsWith("57P", StringComparison.Ordinal)
                || p.SqlState.StartsWith("08", StringComparison.Ordinal);
}
