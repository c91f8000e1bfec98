using Npgsql;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;

namespace Penstock.Pipelines.Replay;

/// <summary>A database for one replay, beside the metadata database; gone at the end.</summary>
internal sealed class ScratchDatabase : IAsyncDisposable
{
    private readonly NpgsqlDataSource _beside;
    private readonly string _name;

    private ScratchDatabase(NpgsqlDataSource beside, string name, string connection) =>
        (_beside, _name, Connection) = (beside, name, connection);

    /// <summary>How to reach it.</summary>
    public string Connection { get; }

    public static async Task<ScratchDatabase> CreateAsync(Platform platform, CancellationToken cancellationToken)
    {
        var name = $"penstock_replay_{Guid.NewGuid():N}";
        try
        {
            await using var create = platform.Metadata.DataSource.CreateCommand(
                $"CREATE DATABASE {Sql.Identifier(name)}"
            );
            await create.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new PenstockException(
                "A replay needs a database of its own, and the user of the metadata database may not make one",
                e.MessageText,
                "Nothing was changed",
                "ALTER ROLE … CREATEDB, then run it again",
                e
            );
        }
        var scratch = new ScratchDatabase(
            platform.Metadata.DataSource,
            name,
            new NpgsqlConnectionStringBuilder(platform.MetadataConnection) { Database = name }.ConnectionString
        );
        try
        {
            await using var store = MetadataStore.Open(scratch.Connection);
            await new Migrator(store, Platform.Modules).MigrateAsync(cancellationToken);
            await scratch.CopyLandingAsync(store, cancellationToken);
            return scratch;
        }
        catch
        {
            await scratch.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await using var drop = _beside.CreateCommand($"DROP DATABASE IF EXISTS {Sql.Identifier(_name)} WITH (FORCE)");
        await drop.ExecuteNonQueryAsync();
    }

    // What is published, with its numbers: the order of landing is the order of rows.
    private async Task CopyLandingAsync(MetadataStore store, CancellationToken cancellationToken)
    {
        const string Columns =
            "id, source, source_uri, object_key, size, sha256, media_type, source_modified_at, row_count, properties, run_id, landed_at, published_at, published_by, stored_sha256, stored_size, stored_key, rewritten_at";
        await using var from = await _beside.OpenConnectionAsync(cancellationToken);
        await using var to = await store.DataSource.OpenConnectionAsync(cancellationToken);
        await using (
            var source = await from.BeginRawBinaryCopyAsync(
                $"COPY (SELECT {Columns} FROM lake.landing_object WHERE published_at IS NOT NULL ORDER BY id) TO STDOUT (FORMAT BINARY)",
                cancellationToken
            )
        )
        await using (
            var target = await to.BeginRawBinaryCopyAsync(
                $"COPY lake.landing_object ({Columns}) FROM STDIN (FORMAT BINARY)",
                cancellationToken
            )
        )
        {
            await source.CopyToAsync(target, cancellationToken);
        }
    }
}
