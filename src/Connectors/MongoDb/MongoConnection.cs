using Penstock.Core.Errors;

namespace Penstock.Connectors.MongoDb;

/// <summary>
/// Where a MongoDB server is and how to log in: a standard connection string
/// (https://www.mongodb.com/docs/manual/reference/connection-string/). Never shows its credentials.
/// </summary>
public sealed class MongoConnection
{
    private readonly string[] _secrets;

    /// <param name="uri"><c>mongodb://[user:password@]host[:port][,host…]/[database][?options]</c>, or <c>mongodb+srv://…</c>.</param>
    /// <exception cref="UsageException">It is not such a text.</exception>
    public MongoConnection(string uri)
    {
        var start = uri.IndexOf("://", StringComparison.Ordinal);
        if (start < 0 || uri[..start] is not ("mongodb" or "mongodb+srv"))
            throw new UsageException(
                "A MongoDB connection string begins with mongodb:// or mongodb+srv://",
                null,
                "check the connection in penstock.yml"
            );
        var authority = uri[(start + 3)..].Split('/', '?')[0];
        var at = authority.LastIndexOf('@');
        var hosts = authority[(at + 1)..];
        if (hosts.Length == 0)
            throw new UsageException(
                "The MongoDB connection string names no host",
                null,
                "check the connection in penstock.yml"
            );
        Uri = uri;
        Address = $"{uri[..start]}://{hosts}";
        var password = at < 0 ? "" : authority[..at].Split(':', 2).ElementAtOrDefault(1) ?? "";
        _secrets = password.Length == 0 ? [] : [uri, password, System.Uri.UnescapeDataString(password)];
    }

    /// <summary>Scheme and hosts, without credentials and options: the name in messages and lineage.</summary>
    public string Address { get; }

    internal string Uri { get; }

    /// <summary>The same server with another login.</summary>
    public MongoConnection WithLogin(string user, string password)
    {
        var scheme = Address[..(Address.IndexOf("://", StringComparison.Ordinal) + 3)];
        var hosts = Address[scheme.Length..];
        var rest = Uri[(Uri.IndexOf(hosts, StringComparison.Ordinal) + hosts.Length)..];
        return new MongoConnection(
            $"{scheme}{System.Uri.EscapeDataString(user)}:{System.Uri.EscapeDataString(password)}@{hosts}{rest}"
        );
    }

    /// <inheritdoc/>
    public override string ToString() => Address;

    internal string Conceal(string message) =>
        _secrets.Aggregate(message, (m, s) => m.Replace(s, "***", StringComparison.Ordinal));
}
