using System.Security.Cryptography;
using System.Text;
using Penstock.Core.Errors;

namespace Penstock.LakeLayers.Privacy;

/// <summary>
/// The secret behind hashes and tokens (<c>privacy.key</c>). It is used for nothing itself: each purpose has a key of its own,
/// derived by
/// HKDF-SHA-256 (RFC 5869), so that one that leaks opens nothing else.
/// </summary>
public sealed class PrivacyKey
{
    /// <summary>Least characters of the secret.</summary>
    public const int Least = 32;

    private readonly byte[] _secret;

    /// <param name="secret">The secret, at least 32 characters that nobody can guess.</param>
    /// <exception cref="UsageException">It is shorter.</exception>
    public PrivacyKey(string secret)
    {
        if (secret.Length < Least)
            throw new UsageException(
                $"The secret is too short: it needs at least {Least} characters",
                "privacy.key",
                "make one with: openssl rand -hex 32"
            );
        _secret = Encoding.UTF8.GetBytes(secret);
        Id = Convert.ToHexStringLower(Derive("id", 8));
    }

    /// <summary>Tells keys apart without telling anything about them: 16 hexadecimal digits.</summary>
    public string Id { get; }

    /// <summary>HMAC-SHA-256 of a text with the key of a domain, as the SQL of <see cref="KeyedHash"/> gives it.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="value">The text.</param>
    /// <returns>64 hexadecimal digits in lower case.</returns>
    public string Hash(string domain, string value) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Derive(DomainPurpose(domain)), Encoding.UTF8.GetBytes(value)));

    /// <summary>What the key of a domain is derived for.</summary>
    internal static string DomainPurpose(string domain) => $"hash {domain}";

    /// <summary>The key for a purpose.</summary>
    internal byte[] Derive(string purpose, int length = 32) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, length, info: Encoding.UTF8.GetBytes($"penstock {purpose}"));
}
