using Npgsql;
using Penstock.Core.Metadata;

namespace Penstock.Workflows.Journal;

/// <summary>Holds the advisory lock of a run on a connection of its own, so that PostgreSQL knows at once when its process is gone.</summary>
internal sealed class RunLease(MetadataStore store, Guid runId) : IAsyncDisposable
{
    /// <summary>The SQL key of a run's lock; <c>$1</c> is the run's id.</summary>
    public const string Key = "hashtextextended('workflow run ' || $1::text, 0)";

    private NpgsqlConnection? _connection;

    public static async Task<RunLease> TakeAsync(MetadataStore store, Guid runId, CancellationToken cancellationToken)
    {
        var lease = new RunLease(store, runId);
        await lease.EnsureAsync(cancellationToken);
        return lease;
    }

    /// <summary>Takes the lock again after the connection was lost. Whether the run is still ours is in its row.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (_connection is not null)
        {
            try
            {
                await using var probe = new NpgsqlCommand("SELECT 1", _connection);
                await probe.ExecuteNonQueryAsync(cancellationToken);
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
            await using var take = new NpgsqlCommand($"SELECT pg_try_advisory_lock({Key})", connection);
            take.Parameters.Add(new() { Value = runId });
            await take.ExecuteNonQueryAsync(cancellationToken);
            _connection = connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is null) return;
        try
        {
            // Explicitly, because the connection goes back to the pool and not away.
            await using var release = new NpgsqlCommand($"SELECT pg_advisory_unlock({Key})", _connection);
            release.Parameters.Add(new() { Value = runId });
            await release.ExecuteNonQueryAsync();
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The server is gone, and the lock with it.
        }
        await _connection.DisposeAsync();
        _connection = null;
    }
}
