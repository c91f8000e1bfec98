using Penstock.Core.Configuration;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;

namespace Penstock.Sandbox.Servers;

/// <summary>
/// Turns database options into connection strings, starting private clusters where they are asked for; disposal ends their use.
/// </summary>
public sealed class EmbeddedDatabases(PenstockConfiguration configuration) : IAsyncDisposable
{
    private readonly Dictionary<string, PostgresServer> _servers = [];

    /// <summary>The connection string of a database, with secrets in it: never print it.</summary>
    /// <exception cref="UsageException">The options name no database.</exception>
    public async Task<string> ConnectionStringAsync(
        DatabaseOptions options,
        string section,
        CancellationToken cancellationToken = default
    )
    {
        if (options.Silence < TimeSpan.Zero)
            throw new UsageException("A limit on silence is longer than nothing", $"{section}.silence in penstock.yml");
        if (options.Connection is { } connection)
            return PostgresSilence.Limit(configuration.Secrets.Resolve(connection), options.Silence);
        if (options.Embedded is not { } embedded)
            throw new UsageException(
                "No database is configured",
                $"{section}.connection or {section}.embedded",
                "penstock demo, or see docs/reference/configuration.md"
            );
        var folder = configuration.PathOf(embedded);
        if (!_servers.TryGetValue(folder, out var server))
            _servers[folder] = server = await PostgresServer.ShareAsync(folder, cancellationToken);
        return PostgresSilence.Limit(
            await server.CreateDatabaseAsync(options.Database, cancellationToken),
            options.Silence
        );
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values)
            await server.DisposeAsync();
    }
}
