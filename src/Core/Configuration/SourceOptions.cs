namespace Penstock.Core.Configuration;

/// <summary>A named connection. Which members count depends on the address's scheme.</summary>
public sealed record SourceOptions
{
    /// <summary>
    /// The address without credentials: <c>ftp://</c>, <c>ftps://</c>, <c>sftp://</c>, <c>http(s)://</c>, <c>file://</c>,
    /// <c>mongodb://</c>.
    /// </summary>
    public string Url { get; init; } = "";

    /// <summary>The user, where the server asks for one.</summary>
    public string? User { get; init; }

    /// <summary>The password, as a reference.</summary>
    public string? Password { get; init; }

    /// <summary>A private key in OpenSSH or PEM form (SFTP), as a reference.</summary>
    public string? PrivateKey { get; init; }

    /// <summary>What the private key is encrypted with, when it is; as a reference.</summary>
    public string? PrivateKeyPassphrase { get; init; }

    /// <summary>
    /// A file with the certificate authority, or the server's own certificate, to trust (FTPS, HTTPS, MongoDB with TLS).
    /// </summary>
    public string? CertificateFile { get; init; }

    /// <summary>The host key's SHA-256 fingerprint (SFTP), as <c>ssh-keygen -lf</c> prints it.</summary>
    public string? HostKey { get; init; }

    /// <summary>
    /// How long the server may be silent in the middle of an exchange; a slow transfer has no limit. Default: a minute.
    /// </summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long a server that answers "later" (421 and its like, 503, no primary) is asked again. Default: two minutes.
    /// </summary>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How many activities may use it at once in one process, so that a weak server is spared. 0, the default: any number.
    /// </summary>
    public int MaxConcurrency { get; init; }
}
