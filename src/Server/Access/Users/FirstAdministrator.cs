using Dapper;
using Penstock.Core.Metadata;

namespace Penstock.Server.Access.Users;

/// <summary>The first start makes an administrator, so that no default credential has to exist.</summary>
public sealed class FirstAdministrator(MetadataStore store, UserStore users)
{
    /// <summary>The name of the first administrator.</summary>
    public const string Name = "admin";

    private const long LockKey = 0x50454E41444D494E; // "PENADMIN" in ASCII

    /// <summary>
    /// Makes the user <c>admin</c> when there is no administrator, and returns its generated password: print it once, keep it
    /// nowhere. Null when there is one already.
    /// </summary>
    public async Task<string?> EnsureAsync(CancellationToken cancellationToken = default)
    {
        // Two servers that start at once: the lock is held until this connection closes.
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync("SELECT pg_advisory_xact_lock(@LockKey)", new { LockKey }, transaction);
        if (
            await connection.ExecuteScalarAsync<bool>(
                "SELECT EXISTS (SELECT 1 FROM server.person WHERE 'admin' = ANY(roles) OR name = @Name)",
                new { Name },
                transaction: transaction
            )
        )
            return null;
        var password = PasswordRules.Generate();
        await users.AddAsync(Name, "Administrator", [Roles.Admin], password, cancellationToken);
        return password;
    }
}
