using Npgsql;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;

namespace Penstock.Connectors.MongoDb.Landing;

/// <summary>
/// One reader a feed at a time: two would land the same documents under different ranges. Held by a PostgreSQL session, so a crash
/// frees it.
/// </summary>
internal sealed class FeedLock : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;

    private FeedLock(NpgsqlConnection connection) => _connection = connection;

    /// <exception cref="PenstockException">Another run is reading the feed.</exception>
    public static async Task<FeedLock> TakeAsync(MetadataStore store, string feed, CancellationToken cancellationToken)
    {
        var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock(hashtextextended('landing feed ' || $1, 0))", connection);
            command.Parameters.Add(new() { Value = feed });
            if (await command.ExecuteScalarAsync(cancellationToken) is true) return new FeedLock(connection);
            throw new PenstockException("Another run is landing this feed at the moment", feed, "This run changed nothing", "penstock runs, and try again when it has ended");
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await using var command = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", _connection);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (NpgsqlException)
        {
            // The session is gone, and the lock with it.
        }
        await _connection.DisposeAsync();
    }
}
