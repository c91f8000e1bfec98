using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Penstock.Core.Configuration;
using Penstock.Core.Errors;

namespace Penstock.Server.Hosting;

/// <summary>Where the server listens, and its limits, from the configuration.</summary>
internal static class Listening
{
    /// <summary>The addresses in a text with semicolons between.</summary>
    /// <exception cref="UsageException">There is none, or one is no address.</exception>
    public static string[] Addresses(string text)
    {
        var addresses = text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        // '+' and '*' stand for every address of the machine; Uri does not know them.
        var wrong = addresses.FirstOrDefault(a =>
            !Uri.TryCreate(
                a.Replace("://+", "://any", StringComparison.Ordinal)
                    .Replace("://*", "://any", StringComparison.Ordinal),
                UriKind.Absolute,
                out var uri
            )
            || uri.Scheme is not ("http" or "https")
            || uri.AbsolutePath != "/"
        );
        if (addresses.Length == 0 || wrong is not null)
            throw new UsageException(
                "server.listen is no address to listen on",
                wrong ?? text,
                "write http://127.0.0.1:7080 or https://0.0.0.0:7443"
            );
        return addresses;
    }

    public static void Configure(KestrelServerOptions kestrel, PenstockConfiguration configuration)
    {
        var section = configuration.Options.Server;
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = section.RequestLimit is >= 64 << 10 and <= 1 << 30
            ? section.RequestLimit
            : throw new UsageException(
                "server.requestLimit is out of range (65536 to 1073741824 bytes)",
                $"{section.RequestLimit}",
                "mend the configuration"
            );
        if (section.SessionHours is < 1 or > 720)
            throw new UsageException(
                "server.sessionHours is out of range (1 to 720)",
                $"{section.SessionHours}",
                "mend the configuration"
            );
        if (section.CertificateFile is not { } file)
            return;
        var certificate = Load(configuration.PathOf(file), configuration.PathOf(section.CertificateKeyFile ?? file));
        kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = certificate);
    }

    private static X509Certificate2 Load(string certificateFile, string keyFile)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException
            )
        {
            throw new UsageException(
                $"The server's certificate cannot be read ({e.Message})",
                certificateFile,
                "mend server.certificateFile and server.certificateKeyFile",
                e
            );
        }
    }
}
