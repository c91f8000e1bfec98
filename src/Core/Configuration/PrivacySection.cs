namespace Penstock.Core.Configuration;

/// <summary>The secrets that personal data are hashed, sealed and signed for with.</summary>
public sealed record PrivacySection
{
    /// <summary>
    /// The secret of keyed hashes and of the token vault, at least 32 characters, as a reference: <c>${file:privacy.key}</c>.
    /// Needed where a contract hashes or tokenises.
    /// </summary>
    public string? Key { get; init; }

    /// <summary>
    /// A private key for the signature of erasure reports (ECDSA on P-256) in PEM form, as a reference. Default: one that is
    /// derived from <see cref="Key"/>.
    /// </summary>
    public string? SigningKey { get; init; }
}
