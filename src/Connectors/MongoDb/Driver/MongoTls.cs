using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MongoDB.Driver;
using MongoDB.Driver.Core.Configuration;
using Penstock.Core.Certificates;
using Penstock.Core.Errors;

namespace Penstock.Connectors.MongoDb.Driver;

/// <summary>
/// What an address says of TLS (https://www.mongodb.com/docs/manual/reference/connection-string-options/#tls-options). The
/// driver for
/// .NET takes certificates only from code and passes over the options that name files.
/// </summary>
internal static class MongoTls
{
    private const string Authorities = "tlsCAFile";
    private const string Certificate = "tlsCertificateKeyFile";
    private const string Password = "tlsCertificateKeyFilePassword";
    private const string AnyCertificate = "tlsAllowInvalidCertificates";
    private const string AnyHost = "tlsAllowInvalidHostnames";

    /// <summary>The options that are done here.</summary>
    public static IReadOnlyCollection<string> Options { get; } =
    [Authorities, Certificate, Password, AnyCertificate, AnyHost];

    /// <summary>Whether an address has one of these options, which means that TLS is to be used.</summary>
    public static bool IsAskedFor(ConnectionString address) => Options.Any(o => address.GetOption(o) is not null);

    /// <exception cref="UsageException">A file cannot be read, or the address turns TLS off and names certificates.</exception>
    public static void Apply(MongoConnection connection, MongoClientSettings settings)
    {
        var address = connection.Parsed;
        var authorities = connection.CertificateFile ?? address.GetOption(Authorities);
        var certificate = address.GetOption(Certificate);
        if (authorities is null && !IsAskedFor(address))
            return;
        if (address.Tls == false)
            throw new UsageException(
                "The address of a MongoDB server turns TLS off, but there are certificates for it",
                connection.Address,
                "take tls=false out of the address, or certificateFile and the options that begin with tls"
            );
        settings.UseTls = true;
        settings.SslSettings ??= new SslSettings { CheckCertificateRevocation = false };
        if (certificate is not null)
            settings.SslSettings.ClientCertificates = [LoadClient(certificate, address.GetOption(Password))];
        if (!settings.AllowInsecureTls)
            settings.SslSettings.ServerCertificateValidationCallback = Callback(
                authorities is null ? null : CertificateRoots.Load(authorities),
                IsOn(connection, AnyCertificate),
                IsOn(connection, AnyHost)
            );
    }

    private static RemoteCertificateValidationCallback Callback(
        CertificateRoots? roots,
        bool anyCertificate,
        bool anyHost
    ) =>
        (_, certificate, _, errors) =>
        {
            if (anyHost)
                errors &= ~SslPolicyErrors.RemoteCertificateNameMismatch;
            if (anyCertificate || (roots is not null && certificate is X509Certificate2 given && roots.Trust(given)))
                errors &= ~SslPolicyErrors.RemoteCertificateChainErrors;
            else if (roots is not null)
                errors |= SslPolicyErrors.RemoteCertificateChainErrors;
            return errors == SslPolicyErrors.None;
        };

    private static X509Certificate2 LoadClient(string file, string? password)
    {
        try
        {
            // One file holds both the certificate and its key.
            using var loaded = password is null
                ? X509Certificate2.CreateFromPemFile(file)
                : X509Certificate2.CreateFromEncryptedPemFile(file, password);
            return X509CertificateLoader.LoadPkcs12(loaded.Export(X509ContentType.Pkcs12), null);
        }
        catch (Exception e) when (e is IOException or CryptographicException or UnauthorizedAccessException)
        {
            throw new UsageException(
                "The certificate that this client is to show to MongoDB cannot be read",
                $"{file}: {e.Message}",
                $"{Certificate} in the address names a PEM file that holds the certificate and its private key",
                e
            );
        }
    }

    private static bool IsOn(MongoConnection connection, string option) =>
        connection.Parsed.GetOption(option) is { } value
        && (
            bool.TryParse(value, out var isOn)
                ? isOn
                : throw new UsageException(
                    $"{option} in the address of a MongoDB server is neither true nor false",
                    value,
                    "correct the source's url in penstock.yml"
                )
        );
}
