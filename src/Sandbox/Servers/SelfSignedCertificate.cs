using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Penstock.Sandbox.Servers;

/// <summary>
/// A certificate for a server on loopback that signs itself: valid ten years, for <c>localhost</c> and 127.0.0.1.
/// </summary>
internal static class SelfSignedCertificate
{
    /// <summary>Writes certificate and private key (mode 0600) as PEM files, unless both are there.</summary>
    public static async Task EnsureAsync(string certificateFile, string keyFile, CancellationToken cancellationToken)
    {
        if (File.Exists(certificateFile) && File.Exists(keyFile))
            return;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost, O=Penstock sandbox", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(
                certificateAuthority: true,
                hasPathLengthConstraint: true,
                0,
                critical: true
            )
        );
        var now = DateTimeOffset.UtcNow;
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(10));
        await PrivateFile.WriteAsync(keyFile, key.ExportPkcs8PrivateKeyPem(), cancellationToken);
        await File.WriteAllTextAsync(certificateFile, certificate.ExportCertificatePem(), cancellationToken);
    }
}
