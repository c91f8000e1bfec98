using Dapper;
using Penstock.Core.Metadata;

namespace Penstock.Server.Access.SignIn;

/// <summary>
/// Counts wrong passwords in a row, by user and by address, in the database, so that a restart or another server forgets nothing.
/// After the fifth for a user (the twentieth for an address) attempts are refused for 15 seconds, then for twice as long after
/// each
/// further one, up to 15 minutes. A count is forgotten after a day without failures.
/// </summary>
internal sealed class SignInThrottle(MetadataStore store, TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Memory = TimeSpan.FromDays(1);

    /// <summary>How long attempts of this user or from this address are refused still; null when they are not.</summary>
    public async Task<TimeSpan?> LockedForAsync(string name, string address, CancellationToken cancellationToken)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var until = await connection.ExecuteScalarAsync<DateTime?>(
            new CommandDefinition(
                "SELECT max(locked_until) FROM server.sign_in_failure WHERE key = ANY(@keys) AND locked_until > @now",
                new { keys = Keys(name, address), now },
                cancellationToken: cancellationToken
            )
        );
        return until - now;
    }

    /// <summary>Counts a wrong password.</summary>
    public async Task FailedAsync(string name, string address, CancellationToken cancellationToken)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        foreach (var (key, free) in new[] { (Keys(name, address)[0], 5), (Keys(name, address)[1], 20) })
        {
            await connection.ExecuteAsync(
                new CommandDefinition(
                    """
                    INSERT INTO server.sign_in_failure AS f (key, failures, last_at) VALUES (@key, 1, @now)
                    ON CONFLICT (key) DO UPDATE SET last_at = @now,
                        failures = CASE WHEN f.last_at < @now - @Memory THEN 1 ELSE f.failures + 1 END,
                        locked_until = CASE WHEN f.last_at >= @now - @Memory AND f.failures + 1 >= @free
                            THEN @now + least(@Longest, @First * power(2, least(f.failures + 1 - @free, 20))) END
                    """,
                    new
                    {
                        key,
                        free,
                        now = time.GetUtcNow().UtcDateTime,
                        Memory,
                        Longest,
                        First,
                    },
                    cancellationToken: cancellationToken
                )
            );
        }
    }

    /// <summary>
    /// Forgets the user's wrong passwords, not the address's: one known password must not free the guessing of others.
    /// </summary>
    public async Task SucceededAsync(string name, string address, CancellationToken cancellationToken)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(
            new CommandDefinition(
                "DELETE FROM server.sign_in_failure WHERE key = @key",
                new { key = Keys(name, address)[0] },
                cancellationToken: cancellationToken
            )
        );
    }

    /// <summary>Removes counts that are forgotten.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(
            new CommandDefinition(
                "DELETE FROM server.sign_in_failure WHERE last_at < @before",
                new { before = time.GetUtcNow().UtcDateTime - Memory },
                cancellationToken: cancellationToken
            )
        );
    }

    private static string[] Keys(string name, string address) => [$"user:{name}", $"address:{address}"];
}
