using System.Collections.Concurrent;
using Npgsql;
using NpgsqlTypes;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Journal;

/// <summary>
/// The journal in PostgreSQL, schema <c>workflow</c>. A run that goes on belongs to a <see cref="Worker"/>, this process.
/// </summary>
public sealed class PostgresJournal : IWorkflowJournal, IDisposable
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(5);
    private readonly MetadataStore _store;
    private readonly TimeProvider _time;
    private readonly Worker _worker;
    private readonly ConcurrentDictionary<string, WorkflowDefinition> _definitions = new(StringComparer.Ordinal);
    private long _nextSweep;

    /// <summary>A journal in this database.</summary>
    public PostgresJournal(MetadataStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
        _worker = new Worker(store, time);
    }

    /// <inheritdoc/>
    public async Task<IRunJournal> OpenAsync(
        RunRecord run,
        WorkflowDefinition definition,
        ActivationStrategy strategy,
        CancellationToken cancellationToken = default
    )
    {
        await _worker.EnterAsync(cancellationToken);
        try
        {
            await SweepAsync(strategy != ActivationStrategy.AllowAlways, cancellationToken);
            if (strategy == ActivationStrategy.AllowAlways)
                return new PostgresRunJournal(_store, _time, run.Id, _worker, definition);
            await using var transaction = await _store.BeginAsync(cancellationToken);
            await Activation.EnsureFreeAsync(transaction, run, strategy, cancellationToken);
            await using (var batch = new NpgsqlBatch(transaction.Connection))
            {
                batch.BatchCommands.Add(StateRows.PutDefinition(definition));
                batch.BatchCommands.Add(RunRows.Insert(run, _worker.Id));
                await batch.ExecuteNonQueryAsync(cancellationToken);
            }
            await transaction.CommitAsync(cancellationToken);
            return new PostgresRunJournal(_store, _time, run.Id, _worker, null);
        }
        catch
        {
            await _worker.LeaveAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task EnqueueAsync(IReadOnlyList<QueuedRun> runs, CancellationToken cancellationToken = default)
    {
        await using var transaction = await _store.BeginAsync(cancellationToken);
        foreach (var chunk in runs.Chunk(500))
        {
            await using var batch = new NpgsqlBatch(transaction.Connection);
            foreach (var definition in chunk.Select(r => r.Definition).DistinctBy(d => d.Hash))
                batch.BatchCommands.Add(StateRows.PutDefinition(definition));
            foreach (var queued in chunk)
            {
                batch.BatchCommands.Add(RunRows.Insert(queued.Run, null));
                batch.BatchCommands.Add(StateRows.PutState(queued.Run.Id, queued.State));
            }
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<ClaimedRun?> ClaimAsync(
        Guid runId,
        ClaimReason reason,
        CancellationToken cancellationToken = default
    )
    {
        await _worker.EnterAsync(cancellationToken);
        ClaimedRun? claimed = null;
        try
        {
            claimed = await new RunClaim(_store, _time, _worker, DefinitionAsync).TakeAsync(
                runId,
                reason,
                cancellationToken
            );
            return claimed;
        }
        finally
        {
            if (claimed is null)
                await _worker.LeaveAsync();
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Guid>> FindClaimableAsync(
        ClaimReason reason,
        int limit,
        CancellationToken cancellationToken = default
    )
    {
        var condition = reason switch
        {
            ClaimReason.Begin => "sub_status = 'Pending'",
            ClaimReason.Resume =>
                "sub_status = 'Suspended' AND EXISTS (SELECT FROM workflow.inbox i WHERE i.run_id = r.id)",
            ClaimReason.Recover => "sub_status = 'Interrupted'",
            _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
        };
        var found = new List<Guid>();
        await using (
            var command = _store.DataSource.CreateCommand(
                $"SELECT id FROM workflow.run r WHERE status = 'Running' AND worker_id IS NULL AND {condition} ORDER BY created_at LIMIT $1"
            )
        )
        {
            command.Parameters.Int(limit);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                found.Add(reader.GetGuid(0));
        }
        if (reason == ClaimReason.Recover)
            found.AddRange(
                (
                    await CrashedRuns.FindAsync(
                        _store,
                        _time,
                        _worker.Id,
                        nameof(RecoveryPolicy.Resume),
                        cancellationToken
                    )
                ).Select(c => c.Id)
            );
        return found;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Bookmark>> FindBookmarksAsync(
        BookmarkFilter filter,
        CancellationToken cancellationToken = default
    )
    {
        if (filter is { Name: null, Hash: null, RunId: null, ExecutionId: null })
            throw new ArgumentException("A filter must say something", nameof(filter));
        await using var command = _store.DataSource.CreateCommand(
            $"""
            SELECT {StateRows.BookmarkColumns} FROM workflow.bookmark b JOIN workflow.run r ON r.id = b.run_id
            WHERE r.status = 'Running' AND ($1::text IS NULL OR b.name = $1) AND ($2::text IS NULL OR b.hash = $2)
                AND ($3::text IS NULL OR r.correlation_id = $3) AND ($4::uuid IS NULL OR b.run_id = $4) AND ($5::uuid IS NULL OR b.execution_id = $5)
            ORDER BY b.created_at, b.id
            """
        );
        command
            .Parameters.Text(filter.Name)
            .Text(filter.Hash)
            .Text(filter.CorrelationId)
            .Uuid(filter.RunId)
            .Uuid(filter.ExecutionId);
        return await command.ReadAsync(StateRows.ReadBookmark, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> PostAsync(
        Guid runId,
        Guid bookmarkId,
        string inputJson,
        CancellationToken cancellationToken = default
    )
    {
        await using var connection = await _store.DataSource.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(StateRows.Post(runId, bookmarkId, inputJson));
        return await batch.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <inheritdoc/>
    public Task<bool> CancelAsync(Guid runId, CancellationToken cancellationToken = default) =>
        Cancellation.RunAsync(_store, _time, runId, cancellationToken);

    /// <inheritdoc/>
    public async Task<RunRecord?> FindAsync(Guid runId, CancellationToken cancellationToken = default)
    {
        await using var command = _store.DataSource.CreateCommand(
            $"SELECT {RunRows.Columns} FROM workflow.run WHERE id = $1"
        );
        command.Parameters.Uuid(runId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? RunRows.Read(reader) : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _worker.Dispose();

    // Looking for the dead at every start would cost more than the start of a short run.
    private async Task SweepAsync(bool isForced, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow().UtcTicks;
        if (!isForced && now < Interlocked.Read(ref _nextSweep))
            return;
        Interlocked.Exchange(ref _nextSweep, now + SweepInterval.Ticks);
        await CrashedRuns.EndAsync(_store, _time, _worker.Id, cancellationToken);
    }

    private async Task<WorkflowDefinition> DefinitionAsync(string hash, CancellationToken cancellationToken)
    {
        if (_definitions.TryGetValue(hash, out var known))
            return known;
        await using var command = _store.DataSource.CreateCommand(
            "SELECT json FROM workflow.definition_snapshot WHERE hash = $1"
        );
        command.Parameters.With(hash, NpgsqlDbType.Text);
        var json =
            (string?)await command.ExecuteScalarAsync(cancellationToken)
            ?? throw new PenstockException(
                "The definition that a run began with is missing",
                hash,
                "The run stays as it is",
                "cancel it and start anew"
            );
        var definition = DefinitionReader.Parse(json);
        if (_definitions.Count > 500)
            _definitions.Clear();
        return _definitions[hash] = definition;
    }
}
