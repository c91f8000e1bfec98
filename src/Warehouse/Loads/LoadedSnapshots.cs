using Npgsql;
using Penstock.Core.Metadata;
using Penstock.Warehouse.Schemas;

namespace Penstock.Warehouse.Loads;

/// <summary>
/// The lake's snapshots that tables of the warehouse were loaded from: a row is traced through them, so they must not be
/// expired.
/// </summary>
public static class LoadedSnapshots
{
    /// <summary>Reads the load markers of every schema that has them.</summary>
    public static async Task<IReadOnlySet<long>> ReadAsync(
        NpgsqlDataSource warehouse,
        CancellationToken cancellationToken = default
    )
    {
        await using var connection = await warehouse.OpenConnectionAsync(cancellationToken);
        var schemas = await ReadAsync(
            connection,
            $"SELECT schemaname::text FROM pg_tables WHERE tablename = '{SchemaCheck.MarkerTable}'",
            r => r.GetString(0),
            cancellationToken
        );
        var snapshots = new HashSet<long>();
        foreach (var schema in schemas)
            snapshots.UnionWith(
                await ReadAsync(
                    connection,
                    $"SELECT snapshot_id FROM {Sql.Identifier(schema, SchemaCheck.MarkerTable)}",
                    r => r.GetInt64(0),
                    cancellationToken
                )
            );
        return snapshots;
    }

    private static async Task<List<T>> ReadAsync<T>(
        NpgsqlConnection connection,
        string sql,
        Func<NpgsqlDataReader, T> value,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var values = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            values.Add(value(reader));
        return values;
    }
}
