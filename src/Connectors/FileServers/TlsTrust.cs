using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Penstock.Core.Certificates;

namespace Penstock.Connectors.FileServers;

/// <summary>Whom to trust: the pinned certificate, else the connection's own authorities, else the system's.</summary>
internal static class TlsTrust
{
    /// <summary>
    /// Options to be used for every connection with this server: .NET resumes TLS sessions among connections that share them,
    /// which FTP servers ask of data connections.
    /// </summary>
    public static SslClientAuthenticationOptions Options(FileServerConnection connection) =>
        new()
        {
            // .NET resumes sessions only with a server that has a name (it keeps them by SNI), so a bare address gets one that is
            // nobody's (RFC 6761 6.4); the callback compares the certificate with the address itself.
            TargetHost = IPAddress.TryParse(connection.Address.Host, out _)
                ? $"{connection.Address.IdnHost.Replace('.', '-').Replace(':', '-').Trim('[', ']')}.invalid"
                : connection.Address.IdnHost,
            AllowTlsResume = true,
            RemoteCertificateValidationCallback = Callback(connection),
        };

    /// <summary>Judges the server's certificate.</summary>
    public static RemoteCertificateValidationCallback Callback(FileServerConnection connection)
    {
        if (connection.CertificateFingerprint is { } fingerprint)
        {
            var pinned = Convert.FromHexString(fingerprint.Replace(":", "", StringComparison.Ordinal).Trim());
            return (_, certificate, _, _) =>
                certificate is not null
                && CryptographicOperations.FixedTimeEquals(SHA256.HashData(certificate.GetRawCertData()), pinned);
        }
        var roots = connection.CaFile is { } file ? CertificateRoots.Load(file) : null;
        var host = connection.Address.IdnHost.Trim('[', ']');
        return (_, certificate, _, errors) =>
            certificate is X509Certificate2 given
            && given.MatchesHostname(host)
            && (
                roots is null
                    ? (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None
                    : (errors & SslPolicyErrors.RemoteCertificateNotAvailable) == SslPolicyErrors.None
                        && roots.Trust(given)
            );
    }

    /// <summary>What the person can do about a certificate that is not trusted.</summary>
    public const string Next =
        "set certificateFile of the source in penstock.yml to the certificate of its authority, or to the server's own";
}
