using Penstock.Connectors.FileServers;
using Penstock.Connectors.MongoDb;
using Penstock.Core.Errors;

namespace Penstock.Pipelines.Connections;

/// <summary>Named sources of the configuration as the connectors' own connection records, secrets resolved.</summary>
public static class SourceConnections
{
    /// <summary>A file server by its name in the configuration.</summary>
    /// <exception cref="UsageException">There is no such source, its address is no URI, or a secret cannot be
    /// resolved.</exception>
    public static FileServerConnection FileServer(this Platform platform, string name)
    {
        var source = platform.Source(name);
        var configuration = platform.Configuration;
        return new FileServerConnection(Address(name, source.Url))
        {
            User = source.User is null ? null : configuration.Secrets.Resolve(source.User),
            Password = source.Password is null ? null : configuration.Secrets.Resolve(source.Password),
            PrivateKey = source.PrivateKey is null ? null : configuration.Secrets.Resolve(source.PrivateKey),
            PrivateKeyPassphrase = source.PrivateKeyPassphrase is null
                ? null
                : configuration.Secrets.Resolve(source.PrivateKeyPassphrase),
            CaFile = source.CertificateFile is null ? null : configuration.PathOf(source.CertificateFile),
            HostKeyFingerprint = source.HostKey,
            IdleTimeout = source.Silence,
            RetryFor = source.RetryFor,
        };
    }

    /// <summary>A MongoDB server by its name in the configuration.</summary>
    /// <exception cref="UsageException">There is no such source, its address is no MongoDB address, or a secret cannot be
    /// resolved.</exception>
    public static MongoConnection MongoServer(this Platform platform, string name)
    {
        var source = platform.Source(name);
        var secrets = platform.Configuration.Secrets;
        var connection = new MongoConnection(secrets.Resolve(source.Url))
        {
            CertificateFile = source.CertificateFile is { } file ? platform.Configuration.PathOf(file) : null,
        };
        return source.User is null
            ? connection
            : connection.WithLogin(secrets.Resolve(source.User), secrets.Resolve(source.Password ?? ""));
    }

    private static Uri Address(string name, string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address)
            ? address
            : throw new UsageException(
                $"The address of the source '{name}' is no URI",
                url,
                "mend sources in penstock.yml"
            );
}
