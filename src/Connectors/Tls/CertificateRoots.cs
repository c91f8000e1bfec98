using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Penstock.Core.Errors;

namespace Penstock.Connectors.Tls;

/// <summary>The authorities, or the server's own certificate, that a connection trusts instead of the system's.</summary>
internal sealed class CertificateRoots
{
    private readonly X509Certificate2Collection _roots = [];

    private CertificateRoots() { }

    /// <param name="file">Certificates in PEM form.</param>
    /// <exception cref="UsageException">It cannot be read, or holds no certificate.</exception>
    public static CertificateRoots Load(string file)
    {
        try
        {
            var roots = new CertificateRoots();
            roots._roots.ImportFromPemFile(file);
            return roots._roots.Count > 0
                ? roots
                : throw new UsageException(
                    "The file of trusted certificates holds none",
                    file,
                    "export it in PEM form"
                );
        }
        catch (Exception e) when (e is IOException or CryptographicException or UnauthorizedAccessException)
        {
            throw new UsageException(
                "The file of trusted certificates cannot be read",
                $"{file}: {e.Message}",
                "correct certificateFile of the source in penstock.yml",
                e
            );
        }
    }

    /// <summary>Whether a certificate is one of these, or was signed below one of them and is valid now.</summary>
    public bool Trust(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_roots);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }
}
