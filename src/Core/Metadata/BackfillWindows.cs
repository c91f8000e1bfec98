using Npgsql;
using Penstock.Core.Errors;
using Penstock.Core.Steps;

namespace Penstock.Core.Metadata;

/// <summary>
/// Which windows of a workflow's backfill are done. While one is open no other process works at the same workflow's. Safe to
/// use from several threads.
/// </summary>
public sealed class BackfillWindows : IAsyncDisposable
{
    private readonly MetadataStore _store;
    private readonly NpgsqlConnection _lock;
    private readonly string _workflow;

    private BackfillWindows(MetadataStore store, NpgsqlConnection held, string workflow) =>
        (_store, _lock, _workflow) = (store, held, workflow);

    /// <summary>Opens the windows of a workflow.</summary>
    /// <exception cref="PenstockException">Another process has them open.</exception>
    public static async Task<BackfillWindows> OpenAsync(
        MetadataStore store,
        string workflow,
        CancellationToken cancellationToken = default
    )
    {
        var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        await using var command = Command(
            connection,
            "SELECT pg_try_advisory_lock(hashtextextended('backfill ' || $1, 0))",
            workflow
        );
        if (await command.ExecuteScalarAsync(cancellationToken) is true)
            return new BackfillWindows(store, connection, workflow);
        await connection.DisposeAsync();
        throw new PenstockException(
            "A backfill of this workflow is in progress",
            workflow,
            "Nothing was changed",
            "wait for it, or stop it; what it has done stays done"
        );
    }

    /// <summary>Whether a window was done with a fingerprint.</summary>
    public async Task<bool> IsDoneAsync(
        TimeWindow window,
        string fingerprint,
        CancellationToken cancellationToken = default
    )
    {
        await using var connection = await _store.DataSource.OpenConnectionAsync(cancellationToken);
        await using var command = Command(
            connection,
            "SELECT status = 'done' AND fingerprint = $4 FROM core.backfill_window WHERE workflow = $1 AND start_at = $2 AND end_at = $3",
            _workflow,
            window.Start.UtcDateTime,
            window.End.UtcDateTime,
            fingerprint
        );
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>Notes how a window stands: <c>running</c>, <c>done</c> or <c>failed</c>.</summary>
    public async Task NoteAsync(TimeWindow window, string fingerprint, string status, Guid runId)
    {
        await using var connection = await _store.DataSource.OpenConnectionAsync(CancellationToken.None);
        await using var command = Command(
            connection,
            """
            INSERT INTO core.backfill_window (workflow, start_at, end_at, fingerprint, status, run_id) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (workflow, start_at, end_at) DO UPDATE SET fingerprint = excluded.fingerprint, status = excluded.status, run_id = excluded.run_id, changed_at = now()
            """,
            _workflow,
            window.Start.UtcDateTime,
            window.End.UtcDateTime,
            fingerprint,
            status,
            runId
        );
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // A pooled connection would keep the lock.
        await using (
            var command = Command(_lock, "SELECT pg_advisory_unlock(hashtextextended('backfill ' || $1, 0))", _workflow)
        )
            await command.ExecuteScalarAsync(CancellationToken.None);
        await _lock.DisposeAsync();
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return command;
    }
}
