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
    /// How many activities may use it at once in one process, so that a weak server is spared. 0, the default: any number.
    /// </summary>
    public int MaxConcurrency { get; init; }
}
