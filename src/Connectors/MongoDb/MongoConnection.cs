using MongoDB.Driver;
using MongoDB.Driver.Core.Configuration;
using Penstock.Connectors.MongoDb.Driver;
using Penstock.Core.Errors;

namespace Penstock.Connectors.MongoDb;

/// <summary>
/// Where a MongoDB server is and how to log in: a standard connection string
/// (https://www.mongodb.com/docs/manual/reference/connection-string/). Never shows its credentials.
/// </summary>
public sealed class MongoConnection
{
    private static readonly string[] SecretOptions = ["tlsCertificateKeyFilePassword", "proxyPassword"];
    private readonly string[] _secrets;

    /// <param name="uri"><c>mongodb://[user:password@]host[:port][,host…]/[database][?options]</c>, or
    /// <c>mongodb+srv://…</c>.</param>
    /// <exception cref="UsageException">It is not such a text, or has an option that is not known.</exception>
    public MongoConnection(string uri)
    {
        var start = uri.IndexOf("://", StringComparison.Ordinal);
        if (start < 0 || uri[..start] is not ("mongodb" or "mongodb+srv"))
            throw Refused("begins with mongodb:// or mongodb+srv://");
        var authority = uri[(start + 3)..].Split('/', '?')[0];
        var at = authority.LastIndexOf('@');
        var hosts = authority[(at + 1)..];
        if (hosts.Length == 0)
            throw Refused("names a host");
        Uri = uri;
        Address = $"{uri[..start]}://{hosts}";
        var password = at < 0 ? "" : authority[..at].Split(':', 2).ElementAtOrDefault(1) ?? "";
        _secrets = [.. Secrets(password), .. uri.Split('?', '&').SelectMany(SecretOption)];
        Parsed = Parse();
    }

    /// <summary>Scheme and hosts, without credentials and options: the name in messages and lineage.</summary>
    public string Address { get; }

    /// <summary>
    /// The PEM file of the server's certificate, or of the authority that signed it; TLS is then used. Default: the system's.
    /// </summary>
    public string? CertificateFile { get; init; }

    internal string Uri { get; }

    /// <summary>The address as the driver reads it.</summary>
    internal ConnectionString Parsed { get; }

    internal bool UsesTls => CertificateFile is not null || Parsed.Tls == true || MongoTls.IsAskedFor(Parsed);

    /// <summary>The same server with another login.</summary>
    public MongoConnection WithLogin(string user, string password)
    {
        var scheme = Address[..(Address.IndexOf("://", StringComparison.Ordinal) + 3)];
        var hosts = Address[scheme.Length..];
        var rest = Uri[(Uri.IndexOf(hosts, StringComparison.Ordinal) + hosts.Length)..];
        return new MongoConnection(
            $"{scheme}{System.Uri.EscapeDataString(user)}:{System.Uri.EscapeDataString(password)}@{hosts}{rest}"
        )
        {
            CertificateFile = CertificateFile,
        };
    }

    /// <inheritdoc/>
    public override string ToString() => Address;

    internal string Conceal(string message) =>
        _secrets.Aggregate(message, (m, s) => m.Replace(s, "***", StringComparison.Ordinal));

    private IEnumerable<string> SecretOption(string option) =>
        SecretOptions.Any(name => option.StartsWith($"{name}=", StringComparison.OrdinalIgnoreCase))
            ? Secrets(option[(option.IndexOf('=', StringComparison.Ordinal) + 1)..])
            : [];

    private string[] Secrets(string? secret) =>
        string.IsNullOrEmpty(secret) ? [] : [Uri, secret, System.Uri.UnescapeDataString(secret)];

    private ConnectionString Parse()
    {
        ConnectionString parsed;
        try
        {
            parsed = new ConnectionString(Uri);
        }
        catch (Exception e) when (e is MongoConfigurationException or ArgumentException or FormatException)
        {
            throw new UsageException(
                "A MongoDB connection string is not valid",
                $"{Address}: {Conceal(e.Message)}",
                "mongodb://host:port/?authSource=admin is the form; correct the source's url in penstock.yml",
                e
            );
        }
        var unknown = parsed.AllUnknownOptionNames.Except(MongoTls.Options, StringComparer.OrdinalIgnoreCase).ToList();
        return unknown.Count == 0
            ? parsed
            : throw new UsageException(
                $"The address of a MongoDB server has an option that is not known: {string.Join(", ", unknown)}",
                Address,
                "correct its name in the source's url in penstock.yml, or leave it out"
            );
    }

    private static UsageException Refused(string rule) =>
        new($"A MongoDB connection string {rule}", null, "correct the source's url in penstock.yml");
}
