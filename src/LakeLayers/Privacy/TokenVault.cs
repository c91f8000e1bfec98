using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;
using NpgsqlTypes;
using Penstock.Core.Errors;

namespace Penstock.LakeLayers.Privacy;

/// <summary>
/// The tokens of tokenised columns, in PostgreSQL (<c>lake.token</c>). A token is random; its value is found by a keyed hash
/// and kept
/// sealed: AES-256-GCM, the domain and the hash authenticated with it, so that entries cannot be exchanged.
/// </summary>
public sealed class TokenVault(Lake lake)
{
    private const int NonceBytes = 12,
        TagBytes = 16;

    private PrivacyKey Key => lake.Options.Privacy.Require("the token vault");

    /// <summary>The values behind tokens; those that the vault does not have, or not any more, are missing.</summary>
    /// <exception cref="UsageException">There is no key, or another one than the values were sealed with.</exception>
    public async Task<IReadOnlyDictionary<string, string>> ValuesAsync(
        IReadOnlyCollection<string> tokens,
        CancellationToken cancellationToken = default
    )
    {
        var key = Key;
        await using var connection = await lake.Metadata.DataSource.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<(
            string Token,
            string Domain,
            byte[] Lookup,
            byte[] Sealed,
            string KeyId
        )>(
            "SELECT token, domain, lookup, sealed, key_id FROM lake.token WHERE token = ANY(@tokens)",
            new { tokens = tokens.ToArray() }
        );
        return rows.ToDictionary(
            r => r.Token,
            r =>
                r.KeyId == key.Id
                    ? Open(key, r.Domain, r.Lookup, r.Sealed)
                    : throw new UsageException(
                        $"The token's value was sealed with another key (its id is {r.KeyId}, that of privacy.key {key.Id})",
                        r.Token,
                        "configure the key of that time as privacy.key"
                    )
        );
    }

    /// <summary>
    /// The token of each value, by the value's hash; values that have none get one, durable when the call returns.
    /// </summary>
    /// <param name="domain">The domain.</param>
    /// <param name="values">The different values with their hashes (64 hexadecimal digits).</param>
    /// <param name="cancellationToken">Cancels.</param>
    internal IReadOnlyDictionary<string, string> Tokens(
        string domain,
        IReadOnlyList<(string Lookup, string Value)> values,
        CancellationToken cancellationToken
    )
    {
        var key = Key;
        using var connection = lake.Metadata.DataSource.OpenConnection();
        using var transaction = connection.BeginTransaction();
        connection.Execute(
            "CREATE TEMP TABLE incoming_token (lookup bytea, token text, sealed bytea) ON COMMIT DROP",
            transaction: transaction
        );
        using (var import = connection.BeginBinaryImport("COPY incoming_token FROM STDIN (FORMAT binary)"))
        {
            foreach (var (lookup, value) in values)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var hash = Convert.FromHexString(lookup);
                import.StartRow();
                import.Write(hash, NpgsqlDbType.Bytea);
                import.Write($"tok_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}", NpgsqlDbType.Text);
                import.Write(Seal(key, domain, hash, value), NpgsqlDbType.Bytea);
            }
            import.Complete();
        }
        // In one order, so that two runs with the same values wait for each other instead of dying.
        connection.Execute(
            """
            INSERT INTO lake.token (domain, lookup, token, sealed, key_id) SELECT @domain, lookup, token, sealed, @Id FROM incoming_token ORDER BY lookup
            ON CONFLICT (domain, lookup) DO NOTHING
            """,
            new { domain, key.Id },
            transaction
        );
        var tokens = connection
            .Query<(byte[] Lookup, string Token)>(
                "SELECT t.lookup, t.token FROM lake.token t JOIN incoming_token i ON i.lookup = t.lookup WHERE t.domain = @domain",
                new { domain },
                transaction
            )
            .ToDictionary(t => Convert.ToHexStringLower(t.Lookup), t => t.Token);
        transaction.Commit();
        return tokens;
    }

    private static byte[] Seal(PrivacyKey key, string domain, byte[] lookup, string value)
    {
        var (text, all) = (
            Encoding.UTF8.GetBytes(value),
            new byte[NonceBytes + TagBytes + Encoding.UTF8.GetByteCount(value)]
        );
        var nonce = all.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key.Derive("vault"), TagBytes);
        aes.Encrypt(
            nonce,
            text,
            all.AsSpan(NonceBytes + TagBytes),
            all.AsSpan(NonceBytes, TagBytes),
            Bound(domain, lookup)
        );
        return all;
    }

    private static string Open(PrivacyKey key, string domain, byte[] lookup, byte[] all)
    {
        var text = new byte[all.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key.Derive("vault"), TagBytes);
        aes.Decrypt(
            all.AsSpan(0, NonceBytes),
            all.AsSpan(NonceBytes + TagBytes),
            all.AsSpan(NonceBytes, TagBytes),
            text,
            Bound(domain, lookup)
        );
        return Encoding.UTF8.GetString(text);
    }

    private static byte[] Bound(string domain, byte[] lookup) => [.. Encoding.UTF8.GetBytes(domain), 0, .. lookup];
}
