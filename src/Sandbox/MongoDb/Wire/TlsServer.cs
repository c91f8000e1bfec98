using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Penstock.Sandbox.MongoDb.Wire;

/// <summary>The stream over which a client is spoken with: the socket's, or TLS on it.</summary>
internal static class TlsServer
{
    /// <exception cref="System.Security.Authentication.AuthenticationException">The two do not agree, or the client shows no
    /// certificate that is trusted.</exception>
    public static async Task<Stream> OpenAsync(
        Socket socket,
        Session session,
        SandboxMongoOptions options,
        CancellationToken cancellationToken
    )
    {
        var plain = new NetworkStream(socket, ownsSocket: true);
        if (options.Certificate is null)
            return plain;
        var tls = new SslStream(plain);
        try
        {
            await tls.AuthenticateAsServerAsync(Agreement(options), cancellationToken);
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
        session.Subject = tls.RemoteCertificate?.Subject;
        return tls;
    }

    private static SslServerAuthenticationOptions Agreement(SandboxMongoOptions options) =>
        new()
        {
            ServerCertificate = options.Certificate,
            ClientCertificateRequired = options.ClientAuthority is not null,
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                options.ClientAuthority is not { } authority
                || (certificate is X509Certificate2 shown && IsSigned(shown, authority)),
        };

    private static bool IsSigned(X509Certificate2 certificate, X509Certificate2 authority)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }
}
