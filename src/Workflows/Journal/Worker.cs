using Npgsql;
using Penstock.Core.Metadata;

namespace Penstock.Workflows.Journal;

/// <summary>
/// This process as an owner of runs. While it has any it holds a session advisory lock on a connection of its own, so that
/// PostgreSQL
/// knows at once when the process is gone; a worker whose lock is free, and whose process is gone or silent, is dead.
/// </summary>
internal sealed class Worker(MetadataStore store, TimeProvider time) : IDisposable
{
    /// <summary>The SQL key of a worker's lock, by its id as an SQL expression.</summary>
    public static string Key(string id) => $"hashtextextended('workflow worker ' || {id}::text, 0)";

    private static readonly TimeSpan BeatInterval = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private NpgsqlConnection? _connection;
    private int _runs;
    private bool _isKnown;
    private DateTimeOffset _nextBeat;

    public Guid Id { get; } = Guid.CreateVersion7();

    /// <summary>One run more.</summary>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await EnsureAsync(cancellationToken);
            _runs++;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Takes the lock again after its connection was lost, and says that the process is alive.</summary>
    public async Task BeatAsync(CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() < _nextBeat)
            return;
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_runs > 0 && time.GetUtcNow() >= _nextBeat)
                await EnsureAsync(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>One run less.</summary>
    public async Task LeaveAsync()
    {
        await _gate.WaitAsync();
        try
        {
            if (--_runs > 0 || _connection is null)
                return;
            try
            {
                // Explicitly, because the connection goes back to the pool and not away.
                await using var release = new NpgsqlCommand($"SELECT pg_advisory_unlock({Key("$1")})", _connection);
                release.Parameters.Uuid(Id);
                await release.ExecuteNonQueryAsync();
            }
            catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
            {
                // The server is gone, and the lock with it.
            }
            await _connection.DisposeAsync();
            _connection = null;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task EnsureAsync(CancellationToken cancellationToken)
    {
        var isDue = time.GetUtcNow() >= _nextBeat;
        if (_connection is not null && !isDue)
            return;
        if (_connection is not null)
        {
            try
            {
                await SayAliveAsync(_connection, cancellationToken);
                return;
            }
            catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
            {
                await _connection.DisposeAsync();
                _connection = null;
            }
        }
        var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            if (isDue || !_isKnown)
                await SayAliveAsync(connection, cancellationToken);
            await using var take = new NpgsqlCommand($"SELECT pg_try_advisory_lock({Key("$1")})", connection);
            take.Parameters.Uuid(Id);
            await take.ExecuteNonQueryAsync(cancellationToken);
            _connection = connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task SayAliveAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO workflow.worker (id, host, pid, started_at, heartbeat) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (id) DO UPDATE SET heartbeat = excluded.heartbeat
            """,
            connection
        );
        command
            .Parameters.Uuid(Id)
            .Text(RunOwner.This.Host)
            .Int(RunOwner.This.ProcessId)
            .Instant(RunOwner.This.StartedAt)
            .Instant(now);
        await command.ExecuteNonQueryAsync(cancellationToken);
        _isKnown = true;
        _nextBeat = now + BeatInterval;
    }
}
