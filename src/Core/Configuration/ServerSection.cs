namespace Penstock.Core.Configuration;

/// <summary>The HTTP server: Elsa Studio, the pages around it and the APIs.</summary>
public sealed record ServerSection
{
    /// <summary>
    /// Where it listens, one address or several with semicolons between: <c>http://127.0.0.1:7080</c>. Default: that one,
    /// reachable from this machine alone.
    /// </summary>
    public string Listen { get; init; } = "http://127.0.0.1:7080";

    /// <summary>A certificate in PEM form for <c>https://</c> addresses.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The certificate's private key in PEM form.</summary>
    public string? CertificateKeyFile { get; init; }

    /// <summary>The most bytes of one request's body. Range 64 KiB to 1 GiB. Default: 16 MiB.</summary>
    public long RequestLimit { get; init; } = 16 << 20;

    /// <summary>Hours without a request after which a person has to sign in again. Range 1 to 720. Default: 12.</summary>
    public int SessionHours { get; init; } = 12;

    /// <summary>
    /// Addresses of reverse proxies whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are believed, with commas
    /// between. Default: none.
    /// </summary>
    public string? TrustedProxies { get; init; }
}
