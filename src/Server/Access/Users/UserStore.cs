using Dapper;
using Npgsql;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.Server.Audit;

namespace Penstock.Server.Access.Users;

/// <summary>The users. Every change is in the audit trail, in the transaction of the change.</summary>
public sealed class UserStore(MetadataStore store, AuditTrail audit, TimeProvider time)
{
    /// <summary>All users by name.</summary>
    public async Task<IReadOnlyList<UserAccount>> ListAsync(CancellationToken cancellationToken = default)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<UserRow>(
            new CommandDefinition(
                $"SELECT {UserRow.Columns} FROM server.person ORDER BY name",
                cancellationToken: cancellationToken
            )
        );
        return [.. rows.Select(r => r.ToAccount())];
    }

    /// <summary>A user by name, in any case; null when there is none.</summary>
    public async Task<UserAccount?> FindAsync(string name, CancellationToken cancellationToken = default) =>
        (await RowAsync(name, cancellationToken))?.ToAccount();

    /// <summary>Adds a user.</summary>
    /// <param name="name">1 to 100 characters of <c>a-z 0-9 . _ @ -</c>; stored in lower case.</param>
    /// <param name="displayName">What pages show; the name when null.</param>
    /// <param name="roles">At least one of <see cref="Roles.All"/>.</param>
    /// <param name="password">See <see cref="PasswordRules"/>.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="UsageException">The name is taken or malformed, a role is unknown, or the password is
    /// refused.</exception>
    public async Task<UserAccount> AddAsync(
        string name,
        string? displayName,
        IReadOnlyList<string> roles,
        string password,
        CancellationToken cancellationToken = default
    )
    {
        name = UserNames.Check(name);
        UserNames.CheckRoles(roles);
        PasswordRules.Check(password, name);
        var now = time.GetUtcNow();
        var account = new UserAccount(
            Guid.CreateVersion7(now),
            name,
            string.IsNullOrWhiteSpace(displayName) ? name : displayName.Trim(),
            roles,
            now,
            now,
            null
        );
        await using var transaction = await store.BeginAsync(cancellationToken);
        try
        {
            await transaction.Connection.ExecuteAsync(
                """
                INSERT INTO server.person (id, name, display_name, roles, password_hash, password_changed_at, created_at)
                VALUES (@Id, @Name, @DisplayName, @roles, @hash, @at, @at)
                """,
                new
                {
                    account.Id,
                    account.Name,
                    account.DisplayName,
                    roles = roles.ToArray(),
                    hash = PasswordHash.Of(password),
                    at = now.UtcDateTime,
                },
                transaction.Transaction
            );
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new UsageException("There is a user of that name already", name, "penstock users ls", e);
        }
        await audit.RecordAsync("user.added", name, null, View(account), transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return account;
    }

    /// <summary>Sets a password. All sessions, tokens and lock-outs of the user end.</summary>
    /// <exception cref="UsageException">There is no such user, or the password is refused.</exception>
    public Task SetPasswordAsync(string name, string password, CancellationToken cancellationToken = default)
    {
        PasswordRules.Check(password, UserNames.Normalise(name));
        return ChangeAsync(
            name,
            "user.password-set",
            account => account with { PasswordChangedAt = time.GetUtcNow() },
            PasswordHash.Of(password),
            cancellationToken
        );
    }

    /// <summary>Replaces the roles. They take effect with the user's next request.</summary>
    /// <exception cref="UsageException">There is no such user, a role is unknown, or no administrator would be left.</exception>
    public Task SetRolesAsync(string name, IReadOnlyList<string> roles, CancellationToken cancellationToken = default)
    {
        UserNames.CheckRoles(roles);
        return ChangeAsync(name, "user.roles-set", account => account with { Roles = roles }, null, cancellationToken);
    }

    /// <summary>
    /// Refuses or allows signing in; refusing ends all sessions and tokens, and the user's API keys stop to work.
    /// </summary>
    /// <exception cref="UsageException">There is no such user, or no administrator would be left.</exception>
    public Task SetDisabledAsync(string name, bool disabled, CancellationToken cancellationToken = default) =>
        ChangeAsync(
            name,
            disabled ? "user.disabled" : "user.enabled",
            account => account with { DisabledAt = disabled ? account.DisabledAt ?? time.GetUtcNow() : null },
            null,
            cancellationToken
        );

    internal async Task<UserRow?> RowAsync(string name, CancellationToken cancellationToken)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<UserRow>(
            new CommandDefinition(
                $"SELECT {UserRow.Columns} FROM server.person WHERE name = @name",
                new { name = UserNames.Normalise(name) },
                cancellationToken: cancellationToken
            )
        );
    }

    // No audit: nothing that anybody decided has changed.
    internal async Task RehashAsync(Guid id, string password, CancellationToken cancellationToken)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(
            new CommandDefinition(
                "UPDATE server.person SET password_hash = @hash WHERE id = @id",
                new { id, hash = PasswordHash.Of(password) },
                cancellationToken: cancellationToken
            )
        );
    }

    private async Task ChangeAsync(
        string name,
        string what,
        Func<UserAccount, UserAccount> change,
        string? passwordHash,
        CancellationToken cancellationToken
    )
    {
        await using var transaction = await store.BeginAsync(cancellationToken);
        // Two administrators who remove each other at once: the second waits here and then finds itself the last one.
        await transaction.Connection.ExecuteAsync(
            "LOCK TABLE server.person IN SHARE ROW EXCLUSIVE MODE",
            transaction: transaction.Transaction
        );
        var row =
            await transaction.Connection.QuerySingleOrDefaultAsync<UserRow>(
                $"SELECT {UserRow.Columns} FROM server.person WHERE name = @name",
                new { name = UserNames.Normalise(name) },
                transaction.Transaction
            ) ?? throw new UsageException("There is no user of that name", name, "penstock users ls");
        var before = row.ToAccount();
        var after = change(before);
        await transaction.Connection.ExecuteAsync(
            """
            UPDATE server.person SET roles = @roles, disabled_at = @disabledAt, password_changed_at = @changedAt, password_hash = coalesce(@passwordHash, password_hash) WHERE id = @Id
            """,
            new
            {
                after.Id,
                roles = after.Roles.ToArray(),
                disabledAt = after.DisabledAt?.UtcDateTime,
                changedAt = after.PasswordChangedAt.UtcDateTime,
                passwordHash,
            },
            transaction.Transaction
        );
        if (
            IsAdministrator(before)
            && !await transaction.Connection.ExecuteScalarAsync<bool>(
                "SELECT EXISTS (SELECT 1 FROM server.person WHERE 'admin' = ANY(roles) AND disabled_at IS NULL)",
                transaction: transaction.Transaction
            )
        )
            throw new UsageException(
                "No administrator would be left",
                name,
                "make somebody else an administrator first"
            );
        if (passwordHash is not null || after.IsDisabled)
            await transaction.Connection.ExecuteAsync(
                "DELETE FROM server.ticket WHERE person_id = @Id",
                new { after.Id },
                transaction.Transaction
            );
        if (passwordHash is not null)
            await transaction.Connection.ExecuteAsync(
                "DELETE FROM server.sign_in_failure WHERE key = @key",
                new { key = $"user:{after.Name}" },
                transaction.Transaction
            );
        await audit.RecordAsync(what, after.Name, View(before), View(after), transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static bool IsAdministrator(UserAccount account) =>
        account.Roles.Contains(Roles.Admin) && !account.IsDisabled;

    private static object View(UserAccount account) =>
        new
        {
            account.Name,
            account.DisplayName,
            account.Roles,
            account.PasswordChangedAt,
            account.DisabledAt,
        };
}
