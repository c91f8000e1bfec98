using Dapper;
using Penstock.Core.Configuration;
using Penstock.Core.Metadata;

namespace Penstock.Server.Access.Tickets;

/// <summary>
/// Sessions and tokens, one row each and looked up at every request: signing out, disabling a user and changing roles take effect
/// at once, on every server. The secrets themselves are not stored.
/// </summary>
internal sealed class TicketStore(MetadataStore store, ServerSection section, TimeProvider time)
{
    public static readonly TimeSpan AccessLife = TimeSpan.FromHours(1);
    public static readonly TimeSpan RefreshLife = TimeSpan.FromDays(14);

    /// <summary>However busy, a session ends then.</summary>
    public static readonly TimeSpan SessionLife = TimeSpan.FromDays(30);

    // A row is touched at most once a minute: a busy page must not make writes of its reads.
    private static readonly TimeSpan Touch = TimeSpan.FromMinutes(1);

    private TimeSpan Idle => TimeSpan.FromHours(section.SessionHours);

    public Task<string> IssueSessionAsync(Guid user, CancellationToken cancellationToken) =>
        IssueAsync(TicketKind.Session, user, Guid.CreateVersion7(), Idle, cancellationToken);

    public Task<TokenPair> IssueTokensAsync(Guid user, CancellationToken cancellationToken) =>
        IssueTokensAsync(user, Guid.CreateVersion7(), cancellationToken);

    /// <summary>Who holds a ticket that is valid now; null when it is not.</summary>
    public async Task<Bearer?> FindAsync(string secret, TicketKind kind, CancellationToken cancellationToken)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        var hash = Secret.Hash(secret);
        var now = time.GetUtcNow().UtcDateTime;
        var found = await connection.QuerySingleOrDefaultAsync<Row>(
            new CommandDefinition(
                """
                SELECT p.id AS "UserId", p.name AS "Name", p.display_name AS "DisplayName", array_to_string(p.roles, ' ') AS "Roles", t.family AS "Family", t.seen_at AS "SeenAt"
                FROM server.ticket t JOIN server.person p ON p.id = t.person_id
                WHERE t.hash = @hash AND t.kind = @kind AND t.expires_at > @now AND t.used_at IS NULL AND p.disabled_at IS NULL
                """,
                new
                {
                    hash,
                    kind = NameOf(kind),
                    now,
                },
                cancellationToken: cancellationToken
            )
        );
        if (found is null)
            return null;
        if (kind == TicketKind.Session && now - found.SeenAt > Touch)
        {
            await connection.ExecuteAsync(
                new CommandDefinition(
                    "UPDATE server.ticket SET seen_at = @now, expires_at = least(@later, created_at + @life) WHERE hash = @hash",
                    new
                    {
                        hash,
                        now,
                        later = now + Idle,
                        life = SessionLife,
                    },
                    cancellationToken: cancellationToken
                )
            );
        }
        return new Bearer(found.UserId, found.Name, found.DisplayName, found.Roles.Split(' '), found.Family);
    }

    /// <summary>
    /// A new pair for a refresh token. One that was used before was stolen, by its first user or its second: the whole family
    /// ends.
    /// </summary>
    public async Task<TokenPair?> RefreshAsync(string secret, CancellationToken cancellationToken)
    {
        var hash = Secret.Hash(secret);
        if (
            await FindAsync(secret, TicketKind.Refresh, cancellationToken) is { } bearer
            && await UseAsync(hash, cancellationToken)
        )
            return await IssueTokensAsync(bearer.UserId, bearer.Family, cancellationToken);
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(
            new CommandDefinition(
                "DELETE FROM server.ticket WHERE family IN (SELECT family FROM server.ticket WHERE hash = @hash AND used_at IS NOT NULL)",
                new { hash },
                cancellationToken: cancellationToken
            )
        );
        return null;
    }

    /// <summary>Signs out: the session, or the tokens of one sign-in.</summary>
    public async Task EndAsync(Guid family, CancellationToken cancellationToken)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(
            new CommandDefinition(
                "DELETE FROM server.ticket WHERE family = @family",
                new { family },
                cancellationToken: cancellationToken
            )
        );
    }

    /// <summary>Removes what has expired.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteAsync(
            new CommandDefinition(
                "DELETE FROM server.ticket WHERE expires_at < @now",
                new { now = time.GetUtcNow().UtcDateTime },
                cancellationToken: cancellationToken
            )
        );
    }

    private async Task<TokenPair> IssueTokensAsync(Guid user, Guid family, CancellationToken cancellationToken) =>
        new(
            await IssueAsync(TicketKind.Access, user, family, AccessLife, cancellationToken),
            await IssueAsync(TicketKind.Refresh, user, family, RefreshLife, cancellationToken)
        );

    private async Task<string> IssueAsync(
        TicketKind kind,
        Guid user,
        Guid family,
        TimeSpan life,
        CancellationToken cancellationToken
    )
    {
        var secret = Secret.Create();
        var now = time.GetUtcNow().UtcDateTime;
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(
            new CommandDefinition(
                "INSERT INTO server.ticket (hash, kind, family, person_id, created_at, seen_at, expires_at) VALUES (@hash, @kind, @family, @user, @now, @now, @until)",
                new
                {
                    hash = Secret.Hash(secret),
                    kind = NameOf(kind),
                    family,
                    user,
                    now,
                    until = now + life,
                },
                cancellationToken: cancellationToken
            )
        );
        return secret;
    }

    private async Task<bool> UseAsync(byte[] hash, CancellationToken cancellationToken)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteAsync(
                new CommandDefinition(
                    "UPDATE server.ticket SET used_at = @now WHERE hash = @hash AND used_at IS NULL",
                    new { hash, now = time.GetUtcNow().UtcDateTime },
                    cancellationToken: cancellationToken
                )
            ) == 1;
    }

    private static string NameOf(TicketKind kind) =>
        kind switch
        {
            TicketKind.Session => "session",
            TicketKind.Access => "access",
            _ => "refresh",
        };

    private sealed record Row(Guid UserId, string Name, string DisplayName, string Roles, Guid Family, DateTime SeenAt);
}
