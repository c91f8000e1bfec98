using System.Security.Cryptography.X509Certificates;

namespace Penstock.Sandbox.MongoDb;

/// <summary>How to start a <see cref="SandboxMongoServer"/>.</summary>
/// <param name="Folder">Where its collections are kept, a file each; what is there already is served again.</param>
public sealed record SandboxMongoOptions(string Folder)
{
    /// <summary>The loopback port; 0 (the default) takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The one user. Default: <c>penstock</c>.</summary>
    public string User { get; init; } = "penstock";

    /// <summary>The user's password; a random one when null.</summary>
    public string? Password { get; init; }

    /// <summary>The replica set that it says to be the primary and only member of. Default: it stands alone.</summary>
    public string? ReplicaSet { get; init; }

    /// <summary>A certificate with its private key: then only TLS is spoken. Default: plain TCP.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>
    /// Who signs the certificates of clients: each must show one, and may log in with it (MONGODB-X509). Needs
    /// <see cref="Certificate"/>. Default: none is asked for.
    /// </summary>
    public X509Certificate2? ClientAuthority { get; init; }

    /// <summary>
    /// Refuse the numerical type codes that servers refuse which speak the protocol but are not MongoDB (FerretDB 1.24): 6, 12,
    /// 13,
    /// 14, 15, 19, 127 and -1. Default: no.
    /// </summary>
    public bool RefusesRareTypes { get; init; }
}
