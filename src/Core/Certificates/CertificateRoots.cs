using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Penstock.Core.Errors;

namespace Penstock.Core.Certificates;

/// <summary>The authorities that a <c>certificateFile</c> of the configuration names, trusted in place of the system's.</summary>
public sealed class CertificateRoots
{
    private readonly X509Certificate2Collection _roots = [];

    private CertificateRoots() { }

    /// <summary>Reads a file in PEM form: one or more authorities, or a server's own certificate.</summary>
    /// <exception cref="UsageException">The file cannot be read or holds no certificate.</exception>
    public static CertificateRoots Load(string file)
    {
        var roots = new CertificateRoots();
        try
        {
            roots._roots.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is IOException or CryptographicException or UnauthorizedAccessException)
        {
            throw new UsageException(
                "The certificate file cannot be read",
                file,
                $"correct certificateFile in penstock.yml ({e.Message})",
                e
            );
        }
        return roots._roots.Count > 0
            ? roots
            : throw new UsageException("The certificate file holds no certificate", file, "export it in PEM form");
    }

    /// <summary>Whether one of them has signed the certificate, or is it. The host's name is not looked at.</summary>
    public bool Trust(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_roots);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }
}
