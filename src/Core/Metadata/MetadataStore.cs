using Npgsql;

namespace Penstock.Core.Metadata;

/// <summary>
/// The one PostgreSQL database that holds catalogue, lineage, watermarks, journal and audit trail.
/// Whoever publishes something opens a <see cref="MetadataTransaction"/> and passes it to everyone whose rows belong to
/// the same commit.
/// </summary>
public sealed class MetadataStore(NpgsqlDataSource dataSource) : IAsyncDisposable
{
    /// <summary>For reads and for statements that are a commit of their own.</summary>
    public NpgsqlDataSource DataSource { get; } = dataSource;

    /// <summary>Opens the store at a connection string. The application name and pool settings of the string are kept.</summary>
    public static MetadataStore Open(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        builder.ApplicationName ??= "penstock";
        // The same few statements are sent again and again; PostgreSQL then parses and plans each once a connection.
        if (builder.MaxAutoPrepare == 0)
            builder.MaxAutoPrepare = 64;
        return new MetadataStore(new NpgsqlDataSourceBuilder(builder.ConnectionString).Build());
    }

    /// <summary>Begins the one transaction of a step's commit (READ COMMITTED).</summary>
    public async Task<MetadataTransaction> BeginAsync(CancellationToken cancellationToken = default)
    {
        var connection = await DataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            return new MetadataTransaction(connection, await connection.BeginTransactionAsync(cancellationToken));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => DataSource.DisposeAsync();
}
