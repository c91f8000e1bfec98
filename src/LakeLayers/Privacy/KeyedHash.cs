using System.Globalization;
using Penstock.LakeLayers.Query.DuckDb;

namespace Penstock.LakeLayers.Privacy;

/// <summary>
/// HMAC-SHA-256 (RFC 2104) in DuckDB's SQL, which has SHA-256 alone. The two blocks that the key is hashed as are variables of
/// the session,
/// set by parameters under names that are made up: no SQL text, log or lineage event ever holds a key.
/// </summary>
internal sealed class KeyedHash(DuckDbSession session, PrivacyKey key)
{
    private const int Block = 64;

    private readonly Dictionary<string, (string Inner, string Outer)> _variables = [];

    /// <summary>An expression for the hash of a text, 64 hexadecimal digits; NULL of NULL.</summary>
    /// <param name="domain">Whose key.</param>
    /// <param name="text">An expression of the type VARCHAR.</param>
    public string Of(string domain, string text)
    {
        if (!_variables.TryGetValue(domain, out var names))
            _variables[domain] = names = Set(domain);
        return $"sha256(getvariable('{names.Outer}') || unhex(sha256(getvariable('{names.Inner}') || encode({text}))))";
    }

    private (string Inner, string Outer) Set(string domain)
    {
        var derived = key.Derive(PrivacyKey.DomainPurpose(domain));
        return (Set(derived, 0x36), Set(derived, 0x5c));
    }

    private string Set(byte[] derived, byte pad)
    {
        var block = new byte[Block];
        derived.CopyTo(block, 0);
        for (var i = 0; i < Block; i++)
            block[i] ^= pad;
        var name = string.Create(CultureInfo.InvariantCulture, $"v{Guid.NewGuid():N}");
        session.Execute($"SET VARIABLE {name} = $1::BLOB", [block]);
        return name;
    }
}
