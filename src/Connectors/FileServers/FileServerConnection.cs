using Penstock.Core.Errors;

namespace Penstock.Connectors.FileServers;

/// <summary>
/// How to reach a file server. Secrets are values that were resolved already; they never show in <see cref="ToString"/> or
/// messages.
/// </summary>
/// <param name="Address">
/// <c>ftp://host[:21]/folder</c>, <c>ftps://host[:21]/folder</c> (explicit TLS), <c>sftp://host[:22]/folder</c>,
/// <c>http(s)://host/folder/</c> (a page of links), <c>file:///folder</c>. For FTP the folder is relative to the login folder
/// (RFC 1738 3.2.2; start with <c>%2F</c> for the root), for SFTP it is absolute. No credentials in it.
/// </param>
public sealed record FileServerConnection(Uri Address)
{
    /// <summary>The user to log in as. Default: <c>anonymous</c> for FTP, the current user for SFTP, nobody for HTTP.</summary>
    public string? User { get; init; }

    /// <summary>The password, when one is used.</summary>
    public string? Password { get; init; }

    /// <summary>SFTP: the private key's text (OpenSSH or PEM form; RSA, ECDSA, Ed25519).</summary>
    public string? PrivateKey { get; init; }

    /// <summary>SFTP: what the private key is encrypted with, when it is.</summary>
    public string? PrivateKeyPassphrase { get; init; }

    /// <summary>
    /// FTPS, HTTPS: a PEM file with the certificate authorities, or the self-signed certificate, to trust instead of the
    /// system's.
    /// </summary>
    public string? CaFile { get; init; }

    /// <summary>FTPS, HTTPS: SHA-256 of the server's certificate in hex (colons allowed): trust that one and no other.</summary>
    public string? CertificateFingerprint { get; init; }

    /// <summary>
    /// SFTP: the server key's fingerprint as <c>ssh-keygen -l</c> prints it: <c>SHA256:…</c>. Without it no login is tried.
    /// </summary>
    public string? HostKeyFingerprint { get; init; }

    /// <summary>HTTP: read these addresses instead of a page of links; they must be on the address's host or below it.</summary>
    public IReadOnlyList<Uri> Urls { get; init; } = [];

    /// <summary>How long connecting and logging in may take. Default 15 s; 1 s to 5 min.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the server may stay silent in the middle of something. Default 60 s; 1 s to 10 min.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a server that says "later" is asked again. Default 2 min; to 1 day.</summary>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Host and port, for messages and lineage: <c>ftp://host:21</c>; <c>file://</c> for local files.</summary>
    public string Server => Address.IsFile ? "file://" : $"{Address.Scheme}://{Address.Host}:{Port}";

    internal int Port =>
        Address.Port > 0 ? Address.Port
        : Address.Scheme == "sftp" ? 22
        : 21;

    /// <inheritdoc/>
    public override string ToString() =>
        Address.GetComponents(UriComponents.AbsoluteUri & ~UriComponents.UserInfo, UriFormat.UriEscaped);

    internal FileServerConnection Check()
    {
        if (!Address.IsAbsoluteUri)
            throw new UsageException(
                "A file server's address must be a whole URI",
                Address.ToString(),
                "give it as ftp://host/folder"
            );
        if (Address.UserInfo.Length > 0)
            throw new UsageException(
                "Credentials do not belong into a file server's address",
                ToString(),
                "put them into user and password"
            );
        Range(nameof(ConnectTimeout), ConnectTimeout, TimeSpan.FromMinutes(5));
        Range(nameof(IdleTimeout), IdleTimeout, TimeSpan.FromMinutes(10));
        if (RetryFor < TimeSpan.Zero || RetryFor > TimeSpan.FromDays(1))
            throw new UsageException(
                $"{nameof(RetryFor)} must be from 00:00:00 to 1.00:00:00, not {RetryFor}",
                ToString(),
                "set retryFor of the source in penstock.yml"
            );
        return this;
    }

    private void Range(string name, TimeSpan value, TimeSpan most)
    {
        if (value < TimeSpan.FromSeconds(1) || value > most)
            throw new UsageException(
                $"{name} must be from 00:00:01 to {most}, not {value}",
                ToString(),
                "penstock doctor"
            );
    }
}
