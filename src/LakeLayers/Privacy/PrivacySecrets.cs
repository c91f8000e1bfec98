using Penstock.Core.Errors;

namespace Penstock.LakeLayers.Privacy;

/// <summary>Where the secrets of personal data come from. They are read when the first step needs one, and not before.</summary>
public sealed class PrivacySecrets
{
    private readonly Lazy<PrivacyKey?> _key;
    private readonly Lazy<string?> _signingKey;

    /// <param name="key">Gives the secret; null when none is configured.</param>
    /// <param name="signingKey">Gives the private key for signatures in PEM form; null when none is configured.</param>
    public PrivacySecrets(Func<string?> key, Func<string?>? signingKey = null)
    {
        _key = new Lazy<PrivacyKey?>(() => key() is { } secret ? new PrivacyKey(secret) : null);
        _signingKey = new Lazy<string?>(signingKey ?? (() => null));
    }

    /// <summary>No secret is configured.</summary>
    public static PrivacySecrets None { get; } = new(() => null);

    /// <summary>The key, or null when none is configured.</summary>
    /// <exception cref="UsageException">Its reference leads nowhere, or it is too short.</exception>
    public PrivacyKey? Key => _key.Value;

    /// <summary>The private key for signatures, or null when none is configured.</summary>
    public string? SigningKey => _signingKey.Value;

    /// <summary>The key for work that cannot be done without.</summary>
    /// <param name="what">Who needs it, for the message.</param>
    /// <exception cref="UsageException">None is configured.</exception>
    public PrivacyKey Require(string what) =>
        Key
        ?? throw new UsageException(
            "The key for personal data is not configured (privacy.key)",
            what,
            "openssl rand -hex 32 > privacy.key, and in penstock.yml: privacy: {key: \"${file:privacy.key}\"}"
        );
}
