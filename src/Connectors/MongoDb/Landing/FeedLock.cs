using Npgsql;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.Core.Steps;

namespace Penstock.Connectors.MongoDb.Landing;

/// <summary>
/// One reader a feed at a time, or several that read windows of time that do not overlap: others would land the same documents
/// under
/// different ranges. Held by a PostgreSQL session, so a crash frees it.
/// </summary>
internal sealed class FeedLock : IAsyncDisposable
{
    private const string Window = "hashtextextended('landing window ' || id, 0)";

    private readonly NpgsqlConnection _connection;
    private readonly string _feed;
    private long? _window;

    private FeedLock(NpgsqlConnection connection, string feed) => (_connection, _feed) = (connection, feed);

    /// <param name="store">The metadata.</param>
    /// <param name="feed">The feed.</param>
    /// <param name="window">The window that is read; null: all of the feed.</param>
    /// <param name="query">What landed objects will remember of what was asked, see <see cref="LandedFacts"/>.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="PenstockException">Another run is reading the feed, or a window that overlaps this one.</exception>
    public static async Task<FeedLock> TakeAsync(
        MetadataStore store,
        string feed,
        TimeWindow? window,
        string query,
        CancellationToken cancellationToken
    )
    {
        var taken = new FeedLock(await store.DataSource.OpenConnectionAsync(cancellationToken), feed);
        try
        {
            // Who reads all waits for nobody; those who read windows share the feed.
            var take = window is null ? "pg_try_advisory_lock" : "pg_try_advisory_lock_shared";
            await using var command = taken.Command($"SELECT {take}(hashtextextended('landing feed ' || $1, 0))");
            if (await command.ExecuteScalarAsync(cancellationToken) is not true)
                throw new PenstockException(
                    "Another run is landing this feed at the moment",
                    feed,
                    "This run changed nothing",
                    "penstock runs, and try again when it has ended"
                );
            if (window is { } wanted)
                await taken.OpenWindowAsync(wanted, query, cancellationToken);
            return taken;
        }
        catch
        {
            await taken.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// What the readers of the feed's other windows ask for: what they have landed and not published yet is theirs.
    /// </summary>
    public async Task<IReadOnlySet<string>> OtherQueriesAsync(CancellationToken cancellationToken)
    {
        var queries = new HashSet<string>(StringComparer.Ordinal);
        await using var command = Command(
            "SELECT query FROM core.open_window WHERE feed = $1 AND id IS DISTINCT FROM $2",
            (object?)_window ?? -1L
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            queries.Add(reader.GetString(0));
        return queries;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_window is { } id)
            {
                await using var close = Command("DELETE FROM core.open_window WHERE feed = $1 AND id = $2", id);
                await close.ExecuteNonQueryAsync(CancellationToken.None);
            }
            await using var command = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", _connection);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (NpgsqlException)
        {
            // The session is gone, and the lock with it.
        }
        await _connection.DisposeAsync();
    }

    private async Task OpenWindowAsync(TimeWindow window, string query, CancellationToken cancellationToken)
    {
        await using var transaction = await _connection.BeginTransactionAsync(cancellationToken);
        await using (var alone = Command("SELECT pg_advisory_xact_lock(hashtextextended('landing windows ' || $1, 0))"))
            await alone.ExecuteNonQueryAsync(cancellationToken);
        // A window whose lock nobody holds was left by a crash.
        await using (
            var clean = Command($"DELETE FROM core.open_window WHERE feed = $1 AND pg_try_advisory_xact_lock({Window})")
        )
            await clean.ExecuteNonQueryAsync(cancellationToken);
        await using (
            var find = Command(
                "SELECT start_at, end_at FROM core.open_window WHERE feed = $1 AND start_at < $3 AND end_at > $2 ORDER BY start_at LIMIT 1",
                window.Start.UtcDateTime,
                window.End.UtcDateTime
            )
        )
        await using (var reader = await find.ExecuteReaderAsync(cancellationToken))
        {
            if (await reader.ReadAsync(cancellationToken))
            {
                var other = new TimeWindow(
                    new DateTimeOffset(reader.GetDateTime(0)),
                    new DateTimeOffset(reader.GetDateTime(1))
                );
                throw new PenstockException(
                    "A window of this feed that overlaps this one is being read at the moment",
                    $"{_feed}, {window} and {other}",
                    "This run changed nothing",
                    "penstock runs, and try again when it has ended"
                );
            }
        }
        await using var open = Command(
            $"WITH opened AS (INSERT INTO core.open_window (feed, start_at, end_at, query) VALUES ($1, $2, $3, $4) RETURNING id) SELECT id, pg_advisory_lock({Window}) FROM opened",
            window.Start.UtcDateTime,
            window.End.UtcDateTime,
            query
        );
        var id = (long)(await open.ExecuteScalarAsync(cancellationToken))!;
        await transaction.CommitAsync(cancellationToken);
        _window = id;
    }

    private NpgsqlCommand Command(string sql, params object[] more)
    {
        var command = new NpgsqlCommand(sql, _connection);
        foreach (var value in (object[])[_feed, .. more])
            command.Parameters.Add(new() { Value = value });
        return command;
    }
}
