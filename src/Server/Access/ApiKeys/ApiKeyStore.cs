using Dapper;
using Npgsql;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.Server.Access.Tickets;
using Penstock.Server.Access.Users;
using Penstock.Server.Audit;

namespace Penstock.Server.Access.ApiKeys;

/// <summary>Keys of programs: <c>Authorization: ApiKey KEY</c> or <c>Bearer KEY</c>. Only their hash is stored.</summary>
public sealed class ApiKeyStore(MetadataStore store, UserStore users, AuditTrail audit, TimeProvider time)
{
    /// <summary>What every key begins with, so that scanners for leaked secrets can know one.</summary>
    public const string Mark = "pnstk_";

    private const string Columns = """
        k.id AS "Id", k.name AS "Name", p.name AS "Owner", k.prefix AS "Prefix", array_to_string(k.permissions, ' ') AS "Permissions", k.created_at AS "CreatedAt",
        k.expires_at AS "ExpiresAt", k.last_used_at AS "LastUsedAt", k.revoked_at AS "RevokedAt"
        """;

    /// <summary>All keys by name, revoked and expired ones too.</summary>
    public async Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken cancellationToken = default)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<Row>(
            new CommandDefinition(
                $"SELECT {Columns} FROM server.api_key k JOIN server.person p ON p.id = k.person_id ORDER BY k.name",
                cancellationToken: cancellationToken
            )
        );
        return [.. rows.Select(r => r.ToKey())];
    }

    /// <summary>Makes a key.</summary>
    /// <param name="name">What it is for; unique.</param>
    /// <param name="owner">The user on whose behalf it acts.</param>
    /// <param name="permissions">What it may do, for instance <c>exec:workflow-definitions</c> or <c>read:*</c>; the owner's
    /// permissions limit it.</param>
    /// <param name="life">How long it works: one minute to 366 days.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="UsageException">The name is taken, the owner unknown, a permission malformed, or the life out of
    /// range.</exception>
    public async Task<NewApiKey> AddAsync(
        string name,
        string owner,
        IReadOnlyList<string> permissions,
        TimeSpan life,
        CancellationToken cancellationToken = default
    )
    {
        if (string.IsNullOrWhiteSpace(name))
            throw new UsageException("A key needs a name", next: "say what it is for");
        if (permissions.Count == 0)
            throw new UsageException(
                "A key needs permissions",
                name,
                "for instance read:* or exec:workflow-definitions"
            );
        if (permissions.FirstOrDefault(p => !Permissions.IsWellFormed(p)) is { } wrong)
            throw new UsageException(
                "That is no permission",
                wrong,
                "write verb:noun or verb:*, for instance exec:workflow-definitions"
            );
        if (life < TimeSpan.FromMinutes(1) || life > TimeSpan.FromDays(366))
            throw new UsageException(
                "A key works one minute to 366 days",
                $"{life.TotalDays} days",
                "choose a time in between"
            );
        var user =
            await users.FindAsync(owner, cancellationToken)
            ?? throw new UsageException("There is no user of that name", owner, "penstock users ls");

        var secret = Mark + Secret.Create();
        var now = time.GetUtcNow();
        var key = new ApiKey(
            Guid.CreateVersion7(now),
            name.Trim(),
            user.Name,
            secret[..(Mark.Length + 6)],
            permissions,
            now,
            now + life,
            null,
            null
        );
        await using var transaction = await store.BeginAsync(cancellationToken);
        try
        {
            await transaction.Connection.ExecuteAsync(
                """
                INSERT INTO server.api_key (id, name, person_id, prefix, hash, permissions, created_at, expires_at)
                VALUES (@Id, @Name, @owner, @Prefix, @hash, @permissions, @created, @expires)
                """,
                new
                {
                    key.Id,
                    key.Name,
                    owner = user.Id,
                    key.Prefix,
                    hash = Secret.Hash(secret),
                    permissions = permissions.ToArray(),
                    created = key.CreatedAt.UtcDateTime,
                    expires = key.ExpiresAt.UtcDateTime,
                },
                transaction.Transaction
            );
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new UsageException("There is a key of that name already", name, "penstock apikeys ls", e);
        }
        await audit.RecordAsync("api-key.added", key.Name, null, key, transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new NewApiKey(key, secret);
    }

    /// <summary>Ends a key, by name. Its row stays, so that the audit trail's names keep their meaning.</summary>
    /// <exception cref="UsageException">There is no such key that still works.</exception>
    public async Task RevokeAsync(string name, CancellationToken cancellationToken = default)
    {
        await using var transaction = await store.BeginAsync(cancellationToken);
        var revoked = await transaction.Connection.ExecuteAsync(
            "UPDATE server.api_key SET revoked_at = @now WHERE name = @name AND revoked_at IS NULL",
            new { name, now = time.GetUtcNow().UtcDateTime },
            transaction.Transaction
        );
        if (revoked == 0)
            throw new UsageException(
                "There is no key of that name, or it was revoked before",
                name,
                "penstock apikeys ls"
            );
        await audit.RecordAsync(
            "api-key.revoked",
            name,
            new { Revoked = false },
            new { Revoked = true },
            transaction,
            cancellationToken
        );
        await transaction.CommitAsync(cancellationToken);
    }

    internal async Task<(Bearer Bearer, string KeyName, string[] Permissions)?> FindAsync(
        string secret,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        var hash = Secret.Hash(secret);
        var now = time.GetUtcNow().UtcDateTime;
        var found = await connection.QuerySingleOrDefaultAsync<Used>(
            new CommandDefinition(
                """
                SELECT p.id AS "UserId", p.name AS "User", p.display_name AS "DisplayName", array_to_string(p.roles, ' ') AS "Roles", k.name AS "Name", array_to_string(k.permissions, ' ') AS "Permissions",
                       coalesce(k.last_used_at < @now - interval '1 minute', true) AS "IsStale"
                FROM server.api_key k JOIN server.person p ON p.id = k.person_id
                WHERE k.hash = @hash AND k.revoked_at IS NULL AND k.expires_at > @now AND p.disabled_at IS NULL
                """,
                new { hash, now },
                cancellationToken: cancellationToken
            )
        );
        if (found is null)
            return null;
        if (found.IsStale)
            await connection.ExecuteAsync(
                new CommandDefinition(
                    "UPDATE server.api_key SET last_used_at = @now WHERE hash = @hash",
                    new { hash, now },
                    cancellationToken: cancellationToken
                )
            );
        return (
            new Bearer(found.UserId, found.User, found.DisplayName, found.Roles.Split(' '), Guid.Empty),
            found.Name,
            found.Permissions.Split(' ')
        );
    }

    private sealed record Used(
        Guid UserId,
        string User,
        string DisplayName,
        string Roles,
        string Name,
        string Permissions,
        bool IsStale
    );

    private sealed record Row(
        Guid Id,
        string Name,
        string Owner,
        string Prefix,
        string Permissions,
        DateTime CreatedAt,
        DateTime ExpiresAt,
        DateTime? LastUsedAt,
        DateTime? RevokedAt
    )
    {
        public ApiKey ToKey() =>
            new(
                Id,
                Name,
                Owner,
                Prefix,
                Permissions.Split(' '),
                At(CreatedAt),
                At(ExpiresAt),
                LastUsedAt is { } used ? At(used) : null,
                RevokedAt is { } revoked ? At(revoked) : null
            );

        private static DateTimeOffset At(DateTime utc) => new(utc, TimeSpan.Zero);
    }
}
